//! Whether posteriors are calibrated: where the parameters that simulated the data lie in the
//! posteriors fitted to them.
//!
//! Draw θ from the prior, data y from p(y|θ), and fit q to y. If q is the posterior, the probability
//! u = q(θ' < θ) is uniform over such repetitions (simulation-based calibration, Talts et al. 2018).
//! Where its mean is off ½ the fits are biased, and where it piles up at both ends they are too
//! narrow (the VSBC of Yao, Vehtari, Simpson & Gelman, ICML 2018).

use kullback_math::special::{erfc, gamma_q};
use serde::Serialize;

/// Repetitions for each cell of the histogram, at least.
const LEAST_IN_CELL: usize = 5;
/// Cells at most.
const MOST_CELLS: usize = 20;
/// The tests of one quantity.
const TESTS: f64 = 3.0;

/// What the repetitions say about one quantity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Repetitions.
    pub repetitions: usize,
    /// How many u fall into each of equally wide cells of (0, 1).
    pub histogram: Vec<usize>,
    /// χ² test of that histogram against the uniform one.
    pub uniform: Test,
    /// z-test of mean u = ½. Positive: the truth lies above the fits' middle, so that the fits are
    /// too low.
    pub bias: Test,
    /// z-test of mean (u − ½)² = 1/12. Positive: the truth lies in the fits' tails, so that the fits
    /// are too narrow.
    pub dispersion: Test,
}

/// A test statistic and its p-value under calibration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Test {
    /// χ² or z.
    pub statistic: f64,
    /// The probability of one at least as extreme.
    pub p_value: f64,
}

/// What is wrong with the fits of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Miscalibration {
    /// Nothing that these repetitions show.
    Calibrated,
    /// The fits are too low.
    TooLow,
    /// The fits are too high.
    TooHigh,
    /// The fits are too narrow: they claim to know more than they do.
    TooNarrow,
    /// The fits are too wide.
    TooWide,
    /// The histogram is not uniform, in no simpler way.
    NotUniform,
}

impl Calibration {
    /// From u = q(θ' < θ) of every repetition. None for fewer than ten.
    pub fn of(u: &[f64]) -> Option<Self> {
        let n = u.len();
        if n < 2 * LEAST_IN_CELL {
            return None;
        }
        let cells = (n / LEAST_IN_CELL).min(MOST_CELLS);
        let mut histogram = vec![0; cells];
        for &x in u {
            histogram[((x * cells as f64) as usize).min(cells - 1)] += 1;
        }
        let count = n as f64;
        let expected = count / cells as f64;
        let squares: f64 = histogram
            .iter()
            .map(|&k| (k as f64 - expected).powi(2) / expected)
            .sum();
        let mean = u.iter().sum::<f64>() / count;
        let spread = u.iter().map(|x| (x - 0.5) * (x - 0.5)).sum::<f64>() / count;
        Some(Self {
            repetitions: n,
            histogram,
            uniform: Test {
                statistic: squares,
                p_value: gamma_q(0.5 * (cells as f64 - 1.0), 0.5 * squares),
            },
            // The variances of u and of (u − ½)² are 1/12 and 1/180.
            bias: Test::normal((mean - 0.5) * (12.0 * count).sqrt()),
            dispersion: Test::normal((spread - 1.0 / 12.0) * (180.0 * count).sqrt()),
        })
    }

    /// The verdict at a false alarm of `level` for this quantity. A bias is named first: fits that
    /// miss to one side leave the truth in that tail.
    pub fn verdict(&self, level: f64) -> Miscalibration {
        let found = [
            (self.bias, Miscalibration::TooHigh, Miscalibration::TooLow),
            (
                self.dispersion,
                Miscalibration::TooWide,
                Miscalibration::TooNarrow,
            ),
            (
                self.uniform,
                Miscalibration::NotUniform,
                Miscalibration::NotUniform,
            ),
        ];
        found
            .into_iter()
            .find(|(test, _, _)| test.p_value < level / TESTS)
            .map_or(Miscalibration::Calibrated, |(test, below, above)| {
                if test.statistic < 0.0 { below } else { above }
            })
    }
}

impl Test {
    /// Two-sided.
    fn normal(z: f64) -> Self {
        Self {
            statistic: z,
            p_value: erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2),
        }
    }
}

/// Where `truth` lies among draws: the share below it, half of those equal to it counted, with half
/// a draw added at each end so that it is never 0 or 1. None when a draw is not finite.
pub fn position(truth: f64, draws: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut below, mut count) = (0.5, 1.0);
    for draw in draws {
        if !draw.is_finite() || !truth.is_finite() {
            return None;
        }
        count += 1.0;
        if draw < truth {
            below += 1.0;
        } else if draw == truth {
            below += 0.5;
        }
    }
    Some(below / count)
}
