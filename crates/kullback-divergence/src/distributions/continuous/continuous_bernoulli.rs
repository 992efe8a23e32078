//! The continuous Bernoulli distribution.

use kullback_math::random::Stream;
use kullback_math::special::{exp, expm1, ln, log1m_exp, log1p, logit, tanh};

use crate::distributions::family::family;
use crate::distributions::formulas::uniform_above_zero;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Continuous Bernoulli on \[0, 1\]: density proportional to θ^x (1 − θ)^(1 − x) (Loaiza-Ganem and
    /// Cunningham, 2019). With η = logit θ it is an exponential of rate −η, cut at 1.
    "continuous_bernoulli" ContinuousBernoulli {
        /// Probability of the Bernoulli it extends; not the mean.
        theta: inner_probability,
    }
}

impl ContinuousBernoulli {
    /// The natural parameter, logit θ.
    pub fn eta(&self) -> f64 {
        logit(self.theta)
    }
}

impl Univariate for ContinuousBernoulli {
    fn support(&self) -> Support {
        Support::Interval { low: 0.0, high: 1.0 }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !(0.0..=1.0).contains(&x) {
            return f64::NEG_INFINITY;
        }
        let eta = self.eta();
        eta * (x - 0.5) - log_sinh_ratio(0.5 * eta)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let eta = self.eta();
        let by_eta = (x - 0.5) - 0.5 * langevin(0.5 * eta);
        Adjoint {
            by_x: eta,
            by_parameters: vec![by_eta / self.theta / (1.0 - self.theta)],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let eta = self.eta();
        let u = uniform_above_zero(rng);
        if eta.abs() < 1e-300 {
            return u;
        }
        // From the end where the density is larger.
        let size = eta.abs();
        let distance = -log1p(u * expm1(-size)) / size;
        if eta > 0.0 { 1.0 - distance } else { distance }
    }

    fn entropy(&self) -> Option<f64> {
        let half = 0.5 * self.eta();
        Some(log_sinh_ratio(half) - half * langevin(half))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(lower(self.eta(), x.clamp(0.0, 1.0)))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(lower(-self.eta(), 1.0 - x.clamp(0.0, 1.0)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        vec![0.5]
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}

/// The mass on \[0, x\], (e^ηx − 1)/(e^η − 1).
fn lower(eta: f64, x: f64) -> f64 {
    if eta == 0.0 {
        x
    } else if eta > 0.0 {
        exp(eta * (x - 1.0)) * expm1(-eta * x) / expm1(-eta)
    } else {
        expm1(eta * x) / expm1(eta)
    }
}

/// Coefficients of coth u − 1/u: 2^2n B₂ₙ/(2n)!.
const COTH: [f64; 9] = [
    1.0 / 3.0,
    -1.0 / 45.0,
    2.0 / 945.0,
    -1.0 / 4725.0,
    2.0 / 93_555.0,
    -1382.0 / 638_512_875.0,
    4.0 / 18_243_225.0,
    -3617.0 / 162_820_783_125.0,
    87_734.0 / 38_979_295_480_125.0,
];

/// coth u − 1/u.
fn langevin(u: f64) -> f64 {
    if u.abs() > 0.3 {
        return 1.0 / tanh(u) - 1.0 / u;
    }
    let w = u * u;
    u * COTH.iter().rev().fold(0.0, |sum, c| sum * w + c)
}


/// ln(sinh u / u), the integral of coth u − 1/u from 0.
fn log_sinh_ratio(u: f64) -> f64 {
    let size = u.abs();
    if size > 0.3 {
        return size - ln(2.0 * size) + log1m_exp(-2.0 * size);
    }
    let w = u * u;
    let terms = COTH.iter().enumerate().rev();
    w * terms.fold(0.0, |sum, (n, c)| sum * w + c / (2 * n + 2) as f64)
}
