//! What an optimum does with the target's modes, computed from the fit.

use serde::Serialize;

use super::starts::modes;
use crate::distributions::Univariate;

/// Below this share of the target's density at one of its modes, the mode counts as left out.
const LEFT: f64 = 0.1;

/// A mode of the target and what Q has there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ModeShare {
    /// The mode.
    pub mode: f64,
    /// q/p at the mode.
    pub share: f64,
}

/// How Q stands to the modes of the target. A mode is left out where q is below a tenth of p.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Behaviour {
    /// Every mode of the target has a fair share of Q.
    Covers {
        /// All modes.
        modes: Vec<ModeShare>,
    },
    /// Some modes are left out.
    Seeks {
        /// The modes Q has.
        kept: Vec<ModeShare>,
        /// The modes it has not.
        left: Vec<ModeShare>,
    },
}

pub(super) fn behaviour(q: &dyn Univariate, target: &dyn Univariate) -> Behaviour {
    let shares = modes(target).into_iter().map(|(mode, _)| ModeShare {
        mode,
        share: (q.log_density(mode) - target.log_density(mode)).exp(),
    });
    let (kept, left): (Vec<_>, Vec<_>) = shares.partition(|mode| mode.share >= LEFT);
    if left.is_empty() {
        Behaviour::Covers { modes: kept }
    } else {
        Behaviour::Seeks { kept, left }
    }
}
