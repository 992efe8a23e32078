//! One line search to the Wolfe conditions, told one evaluation at a time.

/// Sufficient decrease: φ(a) ≤ φ(0) + DECREASE a φ′(0).
const DECREASE: f64 = 1e-4;
/// Curvature: |φ′(a)| ≤ CURVATURE |φ′(0)|.
const CURVATURE: f64 = 0.9;
/// Evaluations before the search gives up.
const EVALUATIONS: usize = 40;
/// A rise of this fraction of |φ(0)| is rounding.
const ROUNDING: f64 = 1e-14;

/// What to do after an evaluation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    Accept,
    Continue,
    GiveUp,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sample {
    step: f64,
    value: f64,
    slope: f64,
}

/// The bracket (`low`, `high`): `low` has the least value that decreases sufficiently, and its
/// slope points towards `high`.
#[derive(Debug, Default)]
pub(super) struct LineSearch {
    origin: Sample,
    low: Sample,
    high: Option<Sample>,
    step: f64,
    evaluations: usize,
}

impl LineSearch {
    /// Starts where the value is `value` and the slope along the direction `slope` < 0.
    pub(super) fn new(value: f64, slope: f64, first_step: f64) -> Self {
        let origin = Sample {
            step: 0.0,
            value,
            slope,
        };
        Self {
            origin,
            low: origin,
            high: None,
            step: first_step,
            evaluations: 0,
        }
    }

    /// The step to evaluate next.
    pub(super) fn step(&self) -> f64 {
        self.step
    }

    /// Whether the decrease promised by the last step is lost in the rounding of φ(0).
    pub(super) fn is_below_rounding(&self) -> bool {
        (self.step * self.origin.slope).abs() <= ROUNDING * self.origin.value.abs()
    }

    /// Takes the value and slope at [`LineSearch::step`].
    pub(super) fn update(&mut self, value: f64, slope: f64) -> Verdict {
        self.evaluations += 1;
        let here = Sample {
            step: self.step,
            value,
            slope,
        };
        let finite = value.is_finite() && slope.is_finite();
        let Sample {
            value: f0,
            slope: d0,
            ..
        } = self.origin;
        if finite
            && value <= f0 + ROUNDING * f0.abs()
            && slope >= CURVATURE * d0
            && slope <= (2.0 * DECREASE - 1.0) * d0
            && (value - f0).abs() <= ROUNDING * f0.abs()
        {
            return Verdict::Accept;
        }
        let decreases = finite && value <= f0 + DECREASE * self.step * d0;
        if !decreases || value >= self.low.value {
            self.high = Some(here);
        } else if slope.abs() <= CURVATURE * d0.abs() {
            return Verdict::Accept;
        } else {
            let beyond = self.high.map_or(1.0, |high| high.step - self.low.step);
            if slope * beyond >= 0.0 {
                self.high = Some(self.low);
            }
            self.low = here;
        }
        if self.evaluations >= EVALUATIONS {
            // A decrease without the curvature condition still makes progress.
            return if here.step == self.low.step && self.low.step > 0.0 {
                Verdict::Accept
            } else {
                Verdict::GiveUp
            };
        }
        self.step = self.next_step();
        let moved = self.step != self.low.step && self.high.is_none_or(|h| self.step != h.step);
        if moved {
            Verdict::Continue
        } else {
            Verdict::GiveUp
        }
    }

    fn next_step(&self) -> f64 {
        let low = self.low;
        let Some(high) = self.high else {
            // Still going down: extrapolate, between two and ten times as far.
            let guess = cubic_minimiser(self.origin, low);
            return if guess.is_finite() {
                guess.clamp(2.0 * low.step, 10.0 * low.step)
            } else {
                4.0 * low.step
            };
        };
        let width = high.step - low.step;
        if !(high.value.is_finite() && high.slope.is_finite()) {
            return low.step + 0.2 * width;
        }
        let guess = cubic_minimiser(low, high);
        let fraction = (guess - low.step) / width;
        // Bisect now and then, for the interval must shrink.
        if fraction.is_finite() && self.evaluations % 4 != 3 {
            low.step + fraction.clamp(0.05, 0.9) * width
        } else {
            low.step + 0.5 * width
        }
    }
}

/// The minimiser of the cubic through two values and slopes (Nocedal & Wright 2006, 3.59).
fn cubic_minimiser(a: Sample, b: Sample) -> f64 {
    let d1 = a.slope + b.slope - 3.0 * (a.value - b.value) / (a.step - b.step);
    let d2 = (d1 * d1 - a.slope * b.slope)
        .sqrt()
        .copysign(b.step - a.step);
    b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2.0 * d2)
}
