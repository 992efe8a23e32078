//! The Pareto distribution of the second type (Lomax, shifted).

use kullback_math::random::{Stream, exponential};
use kullback_math::special::{exp, expm1, ln, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::inside;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Pareto type 2 on \[μ, ∞) with P(X > x) = (1 + (x − μ)/λ)^−α.
    "pareto_type_2" ParetoType2 {
        /// Lower end.
        mu: finite,
        /// Scale.
        lambda: positive,
        /// Shape.
        alpha: positive,
    }
}

impl ParetoType2 {
    /// ln(1 + (x − μ)/λ)
    fn log_ratio(&self, x: f64) -> f64 {
        log1p(((x - self.mu) / self.lambda).max(0.0))
    }
}

impl Univariate for ParetoType2 {
    fn support(&self) -> Support {
        Support::Interval {
            low: self.mu,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if x < self.mu || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        ln(self.alpha) - ln(self.lambda) - (self.alpha + 1.0) * self.log_ratio(x)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { lambda, alpha, mu } = *self;
        let u = (x - mu) / lambda;
        let by_x = -(alpha + 1.0) / (lambda * (1.0 + u));
        Adjoint {
            by_x,
            by_parameters: vec![
                -by_x,
                (alpha * u - 1.0) / (1.0 + u) / lambda,
                1.0 / alpha - log1p(u),
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let unit = exponential(rng, 1.0).unwrap_or(f64::NAN);
        self.mu + self.lambda * expm1(unit / self.alpha)
    }

    fn entropy(&self) -> Option<f64> {
        Some(ln(self.lambda) - ln(self.alpha) + 1.0 / self.alpha + 1.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(-expm1(-self.alpha * self.log_ratio(x)))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(exp(-self.alpha * self.log_ratio(x)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let logs = [0.1, 1.0, 3.0, 8.0, 30.0, 100.0];
        let points = logs.iter().map(|step| self.mu + self.lambda * expm1(step / self.alpha));
        inside(points, self.mu, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::algebraic(-(self.alpha + 1.0)),
        }
    }
}
