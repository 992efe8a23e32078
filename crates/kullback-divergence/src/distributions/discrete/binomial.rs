//! The binomial distribution.

use kullback_math::random::{Stream, binomial};
use kullback_math::special::{beta_inc_split, ln, log_beta_kernel, log1p};

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
        if low == high { 0.0 } else { log_mass(n, x, theta, 1.0 - theta) }
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
        Some(below(self.n, x.floor(), self.theta, 1.0 - self.theta))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(above(self.n, x.floor(), self.theta, 1.0 - self.theta))
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

/// ln C(n, k) pᵏ qⁿ⁻ᵏ for 0 ≤ k ≤ n and p + q = 1, the smaller of them exact.
pub(crate) fn log_mass(n: f64, k: f64, p: f64, q: f64) -> f64 {
    let left = n - k;
    let log = |p: f64, q: f64| if p < q { ln(p) } else { log1p(-q) };
    if n == 0.0 {
        0.0
    } else if k == 0.0 {
        n * log(q, p)
    } else if left == 0.0 {
        n * log(p, q)
    } else {
        // C(n, k) = n / (k (n − k) B(k, n − k))
        log_beta_kernel(k, left, p, q) + ln(n / k / left)
    }
}

/// P(X ≤ k)
pub(crate) fn below(n: f64, k: f64, p: f64, q: f64) -> f64 {
    if k < 0.0 {
        0.0
    } else if k >= n {
        1.0
    } else {
        beta_inc_split(n - k, k + 1.0, q, p)
    }
}

/// P(X > k)
pub(crate) fn above(n: f64, k: f64, p: f64, q: f64) -> f64 {
    if k < 0.0 {
        1.0
    } else if k >= n {
        0.0
    } else {
        beta_inc_split(k + 1.0, n - k, p, q)
    }
}
