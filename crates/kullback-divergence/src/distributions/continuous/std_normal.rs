//! The standard normal distribution.

use super::Normal;
use crate::distributions::family::{family, same_law};

family! {
    /// Normal with mean 0 and standard deviation 1.
    "std_normal" StdNormal {}
}

impl StdNormal {
    /// The normal it is.
    pub fn normal(&self) -> Normal {
        Normal {
            mu: 0.0,
            sigma: 1.0,
        }
    }
}

same_law!(StdNormal is normal, by parameters |_law, _by| Vec::new());
