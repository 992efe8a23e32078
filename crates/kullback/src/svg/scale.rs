//! Scales: from values to places of a drawing, with round numbers to mark.

/// How values are spread over a scale.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Spread {
    Linear,
    /// Linear up to about this size, logarithmic beyond, on both sides of zero: nothing has to be
    /// cut off.
    Symlog(f64),
}

/// A map from the values `low` to `high` onto the places `from` to `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    spread: Spread,
}

impl Scale {
    /// In proportion. An empty extent is widened.
    pub fn linear((low, high): (f64, f64), from: f64, to: f64) -> Self {
        let (low, high) = widened((low, high));
        Self {
            low,
            high,
            from,
            to,
            spread: Spread::Linear,
        }
    }

    /// In proportion below `size`, by the logarithm above, on both sides of zero.
    pub fn symlog((low, high): (f64, f64), size: f64, from: f64, to: f64) -> Self {
        Self {
            spread: Spread::Symlog(size),
            ..Self::linear((low, high), from, to)
        }
    }

    fn bent(&self, value: f64) -> f64 {
        match self.spread {
            Spread::Linear => value,
            Spread::Symlog(size) => value.signum() * (value.abs() / size).ln_1p(),
        }
    }

    /// Where `value` lies; one beyond the ends lies on the end.
    pub fn place(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        let (low, high) = (self.bent(self.low), self.bent(self.high));
        self.from + (self.bent(value) - low) / (high - low) * (self.to - self.from)
    }

    /// Round numbers between the ends.
    pub fn ticks(&self) -> Vec<f64> {
        match self.spread {
            Spread::Linear => ticks(self.low, self.high),
            Spread::Symlog(size) => {
                let largest = self.low.abs().max(self.high.abs()).max(size);
                let decades = (largest / size).log10().floor() as i32;
                let step = (decades / 4).max(1);
                let powers = (0..=decades).step_by(step as usize);
                let sizes: Vec<f64> = powers.map(|k| size * 10f64.powi(k)).collect();
                let below = sizes.iter().rev().map(|size| -size);
                let all = below.chain([0.0]).chain(sizes.iter().copied());
                all.filter(|tick| (self.low..=self.high).contains(tick))
                    .collect()
            }
        }
    }
}

/// The least and the greatest finite value; empty (∞, −∞) where there is none.
pub fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values
        .filter(|v| v.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        })
}

/// An extent that is not empty.
pub fn widened((low, high): (f64, f64)) -> (f64, f64) {
    if low < high {
        (low, high)
    } else if low == high {
        // Rounding must not swallow what is added.
        let half = 0.5_f64.max(low.abs() * 1e-6);
        (low - half, high + half)
    } else {
        (0.0, 1.0)
    }
}

/// Four to nine round numbers between two.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let rough = (high - low) / 5.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last.min(first.saturating_add(20)))
        .map(|k| k as f64 * step)
        .collect()
}

/// A number beside an axis.
pub fn number(value: f64) -> String {
    let text = if value != 0.0 && !(1e-3..1e5).contains(&value.abs()) {
        format!("{value:.0e}")
    } else {
        let rounded = format!("{value:.4}");
        rounded
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned()
    };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(ticks(-1.0, 1.0), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(ticks(0.0, 0.0042).len(), 5);
        assert_eq!(number(-0.25), "−0.25");
        assert_eq!(number(2e6), "2e6");
    }

    #[test]
    fn a_symlog_scale_has_decades_on_both_sides() {
        let scale = Scale::symlog((-2.0, 500.0), 0.1, 0.0, 100.0);
        assert_eq!(scale.ticks(), [-1.0, -0.1, 0.0, 0.1, 1.0, 10.0, 100.0]);
        assert_eq!(scale.place(-2.0), 0.0);
        assert_eq!(scale.place(500.0), 100.0);
        assert!(scale.place(0.0) > 0.0 && scale.place(10.0) < scale.place(100.0));
    }

    #[test]
    fn values_lie_in_proportion() {
        let scale = Scale::linear((0.0, 4.0), 10.0, 50.0);
        assert_eq!(scale.place(1.0), 20.0);
        assert_eq!(scale.place(9.0), 50.0);
        assert_eq!(widened((2.0, 2.0)), (1.5, 2.5));
        assert_eq!(widened(extent([f64::NAN].into_iter())), (0.0, 1.0));
    }
}
