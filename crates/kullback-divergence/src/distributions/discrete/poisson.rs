//! The Poisson distribution.

use kullback_math::random::{Stream, binomial, gamma, poisson};
use kullback_math::special::{gamma_p, gamma_q, log_gamma_kernel};

use crate::distributions::family::family;
use crate::distributions::formulas::{is_whole_between, whole_around};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Poisson with mean λ.
    "poisson" Poisson {
        /// Mean.
        lambda: not_negative,
    }
}

impl Univariate for Poisson {
    fn support(&self) -> Support {
        Support::Integers {
            low: 0.0,
            high: if self.lambda > 0.0 { f64::INFINITY } else { 0.0 },
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !is_whole_between(x, 0.0, f64::INFINITY) {
            f64::NEG_INFINITY
        } else if x == 0.0 {
            -self.lambda
        } else {
            log_gamma_kernel(x, self.lambda)
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![if x == 0.0 { -1.0 } else { (x - self.lambda) / self.lambda }],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        draw(rng, self.lambda)
    }

    fn entropy(&self) -> Option<f64> {
        (self.lambda == 0.0).then_some(0.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(if x < 0.0 { 0.0 } else { gamma_q(x.floor() + 1.0, self.lambda) })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(if x < 0.0 { 1.0 } else { gamma_p(x.floor() + 1.0, self.lambda) })
    }

    fn breakpoints(&self) -> Vec<f64> {
        whole_around(self.lambda, self.lambda.sqrt().max(1.0), 0.0, self.support().ends().1)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: if self.lambda > 0.0 { Tail::Factorial } else { Tail::positive() },
        }
    }
}

/// Above this mean the sampler's tables run out of range.
const LARGE: f64 = 1e9;

/// A Poisson draw of any mean. A large mean is cut down by the time of the m-th event (J. H. Ahrens
/// and U. Dieter, "Computer methods for sampling from gamma, beta, Poisson and binomial
/// distributions", Computing 12, 1974).
pub(crate) fn draw(rng: &mut Stream, lambda: f64) -> f64 {
    if lambda == f64::INFINITY {
        return lambda;
    }
    let mut left = lambda;
    let mut events = 0.0;
    // Beyond 2⁵³ single events are below the spacing of doubles.
    while left > LARGE && left < 9e15 {
        let m = (0.875 * left).floor();
        let time = gamma(rng, m, 1.0).unwrap_or(f64::NAN);
        if time > left {
            let earlier = binomial(rng, m as u64 - 1, left / time);
            return events + earlier.map_or(f64::NAN, |count| count as f64);
        }
        events += m;
        left -= time;
    }
    if left >= 9e15 {
        let z = kullback_math::random::standard_normal(rng);
        return (left + left.sqrt() * z).round();
    }
    events + poisson(rng, left).map_or(f64::NAN, |count| count as f64)
}
