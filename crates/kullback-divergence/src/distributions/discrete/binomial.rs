//! The binomial distribution.

use kullback_math::random::{Stream, binomial};
use kullback_math::special::{beta_inc, ln, log_beta_kernel, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::{is_whole_between, whole_around};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Binomial: successes in n trials of probability θ.
    "binomial" Binomial {
        /// Trials.
        n: count,
        /// Probability of success.
        theta: probability,
    }
}

impl Univariate for Binomial {
    fn support(&self) -> Support {
        Support::Integers {
            low: if self.theta < 1.0 { 0.0 } else { self.n },
            high: if self.theta > 0.0 { self.n } else { 0.0 },
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let Self { n, theta } = *self;
        let (low, high) = self.support().ends();
        if !is_whole_between(x, low, high) {
            return f64::NEG_INFINITY;
        }
        if low == high {
            return 0.0;
        }
        let left = n - x;
        if x == 0.0 {
            n * log1p(-theta)
        } else if left == 0.0 {
            n * ln(theta)
        } else {
            // C(n, x) = n / (x (n − x) B(x, n − x))
            log_beta_kernel(x, left, theta, 1.0 - theta) + ln(n / x / left)
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { n, theta } = *self;
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![0.0, x / theta - (n - x) / (1.0 - theta)],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        // A count up to 2⁵³ is exact in both types.
        binomial(rng, self.n as u64, self.theta).map_or(f64::NAN, |count| count as f64)
    }

    fn entropy(&self) -> Option<f64> {
        let (low, high) = self.support().ends();
        (low == high).then_some(0.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let k = x.floor();
        Some(if k < 0.0 {
            0.0
        } else if k >= self.n {
            1.0
        } else {
            beta_inc(self.n - k, k + 1.0, 1.0 - self.theta)
        })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let k = x.floor();
        Some(if k < 0.0 {
            1.0
        } else if k >= self.n {
            0.0
        } else {
            beta_inc(k + 1.0, self.n - k, self.theta)
        })
    }

    fn breakpoints(&self) -> Vec<f64> {
        let mean = self.n * self.theta;
        let (low, high) = self.support().ends();
        whole_around(mean, (mean * (1.0 - self.theta)).sqrt(), low, high)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
