//! The hypergeometric distribution.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::exp;

use super::binomial::log_mass;
use crate::distributions::family::family;
use crate::distributions::formulas::{is_whole_between, sum_of_masses, whole_around};
use crate::distributions::rules::require;
use crate::distributions::{Adjoint, InvalidParameter, Support, Tail, Tails, Univariate};

family! {
    /// Hypergeometric: marked balls among n drawn without replacement from a marked and b unmarked.
    "hypergeometric" Hypergeometric {
        /// Balls drawn.
        n: count,
        /// Marked balls.
        a: count,
        /// Unmarked balls.
        b: count,
    }
    also check
}

impl Hypergeometric {
    fn check(&self) -> Result<(), InvalidParameter> {
        let rule = "at most a + b";
        require(self.n <= self.a + self.b, "hypergeometric", "n", self.n, rule)
    }

    fn mode(&self) -> f64 {
        let Self { n, a, b } = *self;
        let (low, high) = self.support().ends();
        ((n + 1.0) * (a + 1.0) / (a + b + 2.0)).floor().clamp(low, high)
    }

    /// P(k + 1) / P(k)
    fn step(&self, k: f64) -> f64 {
        let Self { n, a, b } = *self;
        (a - k) / (k + 1.0) * ((n - k) / (b - n + k + 1.0))
    }
}

impl Univariate for Hypergeometric {
    fn support(&self) -> Support {
        Support::Integers {
            low: (self.n - self.b).max(0.0),
            high: self.a.min(self.n),
        }
    }

    /// By three binomials at the proportion drawn (Loader 2000).
    fn log_density(&self, x: f64) -> f64 {
        let Self { n, a, b } = *self;
        let (low, high) = self.support().ends();
        if !is_whole_between(x, low, high) {
            return f64::NEG_INFINITY;
        }
        let total = a + b;
        if low == high {
            return 0.0;
        }
        let (p, q) = (n / total, (total - n) / total);
        log_mass(a, x, p, q) + log_mass(b, n - x, p, q) - log_mass(total, n, p, q)
    }

    fn adjoint(&self, _x: f64) -> Adjoint {
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![0.0; 3],
        }
    }

    /// Inversion outwards from the mode, the larger neighbour first.
    fn sample(&self, rng: &mut Stream) -> f64 {
        let (low, high) = self.support().ends();
        let mode = self.mode();
        let (mut down, mut up) = (mode, mode);
        let mut at_down = exp(self.log_density(mode));
        let mut at_up = at_down;
        let mut left = uniform(rng) - at_down;
        while left > 0.0 {
            let next_up = if up < high { at_up * self.step(up) } else { 0.0 };
            let next_down = if down > low { at_down / self.step(down - 1.0) } else { 0.0 };
            if next_up == 0.0 && next_down == 0.0 {
                return mode;
            }
            if next_up >= next_down {
                (up, at_up) = (up + 1.0, next_up);
                left -= next_up;
                if left <= 0.0 {
                    return up;
                }
            } else {
                (down, at_down) = (down - 1.0, next_down);
                left -= next_down;
                if left <= 0.0 {
                    return down;
                }
            }
        }
        mode
    }

    fn entropy(&self) -> Option<f64> {
        let (low, high) = self.support().ends();
        (low == high).then_some(0.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let (low, high) = self.support().ends();
        sum_of_masses(self, low, x.floor().min(high))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let (low, high) = self.support().ends();
        sum_of_masses(self, (x.floor() + 1.0).max(low), high)
    }

    fn breakpoints(&self) -> Vec<f64> {
        let Self { n, a, b } = *self;
        let (low, high) = self.support().ends();
        let total = (a + b).max(1.0);
        let variance = n * (a / total) * (b / total) * ((total - n) / (total - 1.0).max(1.0));
        whole_around(self.mode(), variance.sqrt().max(1.0), low, high)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
