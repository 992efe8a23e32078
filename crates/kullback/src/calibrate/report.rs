//! What a calibration says: one plain object that every face prints.

use kullback_vi::Recommendation;
use kullback_vi::calibration::{Calibration, Miscalibration};
use serde::Serialize;

/// The schema that [`CalibrationReport`] follows.
pub const SCHEMA: &str = "kullback.calibration/1";

/// The result of a calibration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CalibrationReport {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Version of the program that made it.
    pub version: &'static str,
    /// The model, as the face names it.
    pub model: String,
    /// The data, as the face names them.
    pub data: Option<String>,
    /// The seed of all randomness.
    pub seed: u64,
    /// Data sets simulated and fitted.
    pub simulations: usize,
    /// The data variables that were simulated; all others are those of the data file.
    pub simulated: Vec<String>,
    /// What the fits' own verdicts were.
    pub decisions: Decisions,
    /// The probability that a calibrated program is called miscalibrated.
    pub false_alarm: f64,
    /// Whether nothing was found in any quantity.
    pub calibrated: bool,
    /// Parameters and transformed parameters, element by element, but for constants.
    pub quantities: Vec<Quantity>,
}

/// How many fits came to each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Decisions {
    /// *Use*.
    pub use_as_is: usize,
    /// *Use after resampling*.
    pub use_after_resampling: usize,
    /// *Do not use*; these fits are counted in the calibration all the same.
    pub do_not_use: usize,
    /// Fits that could not be made; these are left out.
    pub failed: usize,
}

impl Decisions {
    /// Counts one more; none for a fit that could not be made.
    pub(super) fn count(&mut self, decision: Option<Recommendation>) {
        let place = match decision {
            Some(Recommendation::Use) => &mut self.use_as_is,
            // No reference is sampled here.
            Some(Recommendation::UseAfterResampling | Recommendation::UseReference) => {
                &mut self.use_after_resampling
            }
            Some(Recommendation::DoNotUse) => &mut self.do_not_use,
            None => &mut self.failed,
        };
        *place += 1;
    }
}

/// One element of a parameter or transformed parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    /// For example `theta[1]`.
    pub name: String,
    /// The tests.
    #[serde(flatten)]
    pub calibration: Calibration,
    /// What they come to.
    pub verdict: Miscalibration,
    /// The same in words.
    pub text: &'static str,
}

impl Quantity {
    pub(super) fn new(name: &str, calibration: Calibration, level: f64) -> Self {
        let verdict = calibration.verdict(level);
        Self {
            name: name.to_owned(),
            calibration,
            verdict,
            text: match verdict {
                Miscalibration::Calibrated => "calibrated",
                Miscalibration::TooLow => "the fits are too low",
                Miscalibration::TooHigh => "the fits are too high",
                Miscalibration::TooNarrow => "the fits are too narrow",
                Miscalibration::TooWide => "the fits are too wide",
                Miscalibration::NotUniform => "the ranks are not uniform",
            },
        }
    }

    /// Whether nothing was found.
    pub fn calibrated(&self) -> bool {
        self.verdict == Miscalibration::Calibrated
    }
}
