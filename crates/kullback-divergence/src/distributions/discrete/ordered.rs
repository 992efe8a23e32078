//! What ordered logistic and ordered probit have in common: a latent variable cut into categories.

use crate::distributions::Univariate;
use crate::distributions::formulas::is_whole_between;

/// The interval of the latent noise that gives a category.
pub(crate) struct Noise {
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Of the cutpoints themselves, before η is taken off.
    pub(crate) width: f64,
}

/// (c\[x−1\] − η, c\[x\] − η\] for category x; None outside 1…K.
pub(crate) fn noise_interval(eta: f64, cutpoints: &[f64], x: f64) -> Option<Noise> {
    let categories = cutpoints.len() + 1;
    if !is_whole_between(x, 1.0, categories as f64) {
        return None;
    }
    let k = x as usize;
    let low = k.checked_sub(2).and_then(|below| cutpoints.get(below));
    let low = low.copied().unwrap_or(f64::NEG_INFINITY);
    let high = cutpoints.get(k - 1).copied().unwrap_or(f64::INFINITY);
    Some(Noise {
        low: low - eta,
        high: high - eta,
        width: high - low,
    })
}

/// Derivatives by η and the cutpoints from those by the two ends of the noise interval.
pub(crate) fn chain(x: f64, cutpoints: usize, by_low: f64, by_high: f64, by_eta: f64) -> Vec<f64> {
    let mut by = vec![0.0; cutpoints + 1];
    by[0] = by_eta;
    let k = x as usize;
    if (2..=cutpoints + 1).contains(&k) {
        by[k - 1] = by_low;
    }
    if (1..=cutpoints).contains(&k) {
        by[k] = by_high;
    }
    by
}

/// −Σ p ln p over categories 1…K.
pub(crate) fn entropy_of_categories(law: &impl Univariate, categories: usize) -> f64 {
    let logs = (1..=categories).map(|k| law.log_density(k as f64));
    logs.filter(|log| log.is_finite())
        .map(|log| -log * log.exp())
        .sum()
}

/// Declares an ordered law: its struct, checks and everything but the noise.
macro_rules! ordered_law {
    ($(#[$doc:meta])* $name:literal $law:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $law {
            pub(crate) eta: f64,
            pub(crate) c: Vec<f64>,
        }

        impl $law {
            /// A law with this linear predictor and these cutpoints.
            ///
            /// # Errors
            /// Where a number is not finite, or the cutpoints do not increase.
            pub fn new(
                eta: f64,
                c: Vec<f64>,
            ) -> Result<Self, $crate::distributions::InvalidParameter> {
                $crate::distributions::rules::finite($name, "eta", eta)?;
                $crate::distributions::rules::ordered($name, "c", &c)?;
                Ok(Self { eta, c })
            }

            /// The linear predictor.
            pub fn eta(&self) -> f64 {
                self.eta
            }

            /// The cutpoints, one fewer than the categories.
            pub fn c(&self) -> &[f64] {
                &self.c
            }
        }

        impl $crate::distributions::Named for $law {
            fn name(&self) -> &'static str {
                $name
            }

            fn parameters(&self) -> Vec<(&'static str, $crate::distributions::Argument)> {
                vec![("eta", self.eta.into()), ("c", self.c.clone().into())]
            }
        }

        impl $crate::distributions::Family for $law {
            const NAME: &'static str = $name;
            const PARAMETERS: &'static [&'static str] = &["eta", "c"];

            fn from_arguments(
                arguments: &[$crate::distributions::Argument],
            ) -> Result<Self, $crate::distributions::LawError> {
                use $crate::distributions::argument::{exactly, number, vector};
                let [eta, c] = exactly($name, &["eta", "c"], arguments)?;
                Ok(Self::new(number($name, "eta", eta)?, vector($name, "c", c)?)?)
            }
        }
    };
}

pub(crate) use ordered_law;
