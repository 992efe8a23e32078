//! The logarithmic (log-series) distribution.

use kullback_math::random::Stream;
use kullback_math::special::{expm1, ln, log1p, log1p_minus};

use crate::distributions::family::family;
use crate::distributions::formulas::{
    is_whole_between, sum_of_masses, uniform_above_zero, whole_around,
};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Logarithmic: k ≥ 1 with probability −θᵏ / (k ln(1 − θ)).
    "logarithmic" Logarithmic {
        /// Ratio of the series.
        theta: inner_probability,
    }
}

impl Univariate for Logarithmic {
    fn support(&self) -> Support {
        Support::Integers {
            low: 1.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !is_whole_between(x, 1.0, f64::INFINITY) {
            return f64::NEG_INFINITY;
        }
        let theta = self.theta;
        let log = if theta > 0.5 { log1p(theta - 1.0) } else { ln(theta) };
        // The first factor θ goes with −ln(1 − θ), whose ratio to θ is near 1 for a small one.
        let excess = -log1p_minus(-theta, 1.0 - theta) / theta;
        (x - 1.0) * log - ln(x) - log1p(excess)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let theta = self.theta;
        let size = -log1p(-theta);
        // 1/θ − 1/((1 − θ) size) over a common denominator.
        let difference = -log1p_minus(-theta, 1.0 - theta) - theta * size;
        let rest = difference / (theta * (1.0 - theta) * size);
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![(x - 1.0) / theta + rest],
        }
    }

    /// A. W. Kemp, "Efficient generation of logarithmically distributed pseudo-random variables",
    /// Applied Statistics 30 (1981).
    fn sample(&self, rng: &mut Stream) -> f64 {
        let v = uniform_above_zero(rng);
        if v >= self.theta {
            return 1.0;
        }
        let q = -expm1(log1p(-self.theta) * uniform_above_zero(rng));
        if v <= q * q {
            (1.0 + ln(v) / ln(q)).floor()
        } else if v >= q {
            1.0
        } else {
            2.0
        }
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        sum_of_masses(self, 1.0, x.floor())
    }

    fn breakpoints(&self) -> Vec<f64> {
        whole_around(1.0, 1.0 / (1.0 - self.theta), 1.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::exponential(1.0, -ln(self.theta), -1.0),
        }
    }
}
