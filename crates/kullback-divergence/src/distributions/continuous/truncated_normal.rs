//! The normal distribution cut to an interval.

use kullback_math::random::{Stream, exponential, standard_normal, uniform};
use kullback_math::special::{exp, ln};

use crate::distributions::family::family;
use crate::distributions::formulas::{HALF_LN_2_PI, around, log_normal_mass};
use crate::distributions::rules::require;
use crate::distributions::{Adjoint, InvalidParameter, Support, Tail, Tails, Univariate};

family! {
    /// Normal(μ, σ) given that it lies between two ends, which may be infinite.
    "truncated_normal" TruncatedNormal {
        /// Mean before the cut.
        mu: finite,
        /// Standard deviation before the cut.
        sigma: positive,
        /// Lower end.
        lower: not_nan,
        /// Upper end.
        upper: not_nan,
    }
    also check
}

impl TruncatedNormal {
    fn check(&self) -> Result<(), InvalidParameter> {
        let law = "truncated_normal";
        require(self.lower < self.upper, law, "upper", self.upper, "above lower")?;
        require(
            self.log_mass().is_finite(),
            law,
            "upper",
            self.upper,
            "such that the interval holds some of the normal's mass",
        )
    }

    /// The ends in standard deviations from the mean.
    fn standard_ends(&self) -> (f64, f64) {
        (self.standardised(self.lower), self.standardised(self.upper))
    }

    fn standardised(&self, x: f64) -> f64 {
        (x - self.mu) / self.sigma
    }

    /// ln of the mass that the whole normal has between two points.
    fn log_mass_between(&self, low: f64, high: f64) -> f64 {
        let width = (high - low) / self.sigma;
        log_normal_mass(self.standardised(low), self.standardised(high), width)
    }

    fn log_mass(&self) -> f64 {
        self.log_mass_between(self.lower, self.upper)
    }

    /// φ at an end over the mass, and that times the end; 0 at an infinite one.
    fn edge(&self, end: f64) -> (f64, f64) {
        if end.is_infinite() {
            return (0.0, 0.0);
        }
        let ratio = exp(-0.5 * end * end - HALF_LN_2_PI - self.log_mass());
        (ratio, end * ratio)
    }
}

impl Univariate for TruncatedNormal {
    fn support(&self) -> Support {
        Support::Interval {
            low: self.lower,
            high: self.upper,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !(self.lower..=self.upper).contains(&x) {
            return f64::NEG_INFINITY;
        }
        let z = self.standardised(x);
        -0.5 * z * z - HALF_LN_2_PI - ln(self.sigma) - self.log_mass()
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let sigma = self.sigma;
        let z = self.standardised(x);
        let (a, b) = self.standard_ends();
        let ((at_a, a_at_a), (at_b, b_at_b)) = (self.edge(a), self.edge(b));
        Adjoint {
            by_x: -z / sigma,
            by_parameters: vec![
                (z - at_a + at_b) / sigma,
                ((z - 1.0) * (z + 1.0) - a_at_a + b_at_b) / sigma,
                at_a / sigma,
                -at_b / sigma,
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let (a, b) = self.standard_ends();
        let z = if a + b >= 0.0 { draw(rng, a, b) } else { -draw(rng, -b, -a) };
        (self.mu + self.sigma * z).clamp(self.lower, self.upper)
    }

    fn entropy(&self) -> Option<f64> {
        let (a, b) = self.standard_ends();
        let (_, a_at_a) = self.edge(a);
        let (_, b_at_b) = self.edge(b);
        let mean_square = 1.0 + a_at_a - b_at_b;
        Some(ln(self.sigma) + HALF_LN_2_PI + self.log_mass() + 0.5 * mean_square)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        if x <= self.lower {
            return Some(0.0);
        }
        let below = self.log_mass_between(self.lower, x.min(self.upper));
        Some(exp(below - self.log_mass()))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        if x >= self.upper {
            return Some(0.0);
        }
        let above = self.log_mass_between(x.max(self.lower), self.upper);
        Some(exp(above - self.log_mass()))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let centre = self.mu.clamp(self.lower, self.upper);
        // In a tail the law falls off over σ/|z|.
        let size = self.standardised(centre).abs();
        around(centre, self.sigma / size.max(1.0), self.lower, self.upper)
    }

    fn tails(&self) -> Tails {
        let rate = 0.5 / self.sigma / self.sigma;
        let tail = |end: f64| {
            if end.is_infinite() {
                Tail::exponential(2.0, rate, 0.0)
            } else {
                Tail::positive()
            }
        };
        Tails {
            low: tail(self.lower),
            high: tail(self.upper),
        }
    }
}

/// A standard normal between a and b, where a + b ≥ 0, by rejection from the uniform, from the normal
/// or from an exponential (C. P. Robert, "Simulation of truncated normal variables", Statistics and
/// Computing 5, 1995).
fn draw(rng: &mut Stream, a: f64, b: f64) -> f64 {
    let rate = if a > 0.0 { 0.5 * (a + (a * a + 4.0).sqrt()) } else { 1.0 };
    if (b - a) * rate < 2.0 {
        let nearest = a.max(0.0);
        loop {
            let z = a + (b - a) * uniform(rng);
            if uniform(rng) < exp(0.5 * (nearest - z) * (nearest + z)) {
                return z;
            }
        }
    }
    if a < 0.4 {
        loop {
            let z = standard_normal(rng);
            if (a..=b).contains(&z) {
                return z;
            }
        }
    }
    loop {
        let z = a + exponential(rng, rate).unwrap_or(f64::NAN);
        if z <= b && uniform(rng) < exp(-0.5 * (z - rate) * (z - rate)) {
            return z;
        }
        if z.is_nan() {
            return z;
        }
    }
}
