//! The multinomial distribution.

use kullback_math::random::{Stream, binomial};
use kullback_math::special::{lgamma, lmultiply, ln};

use super::gaussian::named;
use super::{Gradient, InvalidArray, Multivariate, Space, rules};
use crate::distributions::formulas::surprise;
use crate::distributions::rules::count;

/// Counts of n independent draws from categories with probabilities θ.
#[derive(Clone, Debug, PartialEq)]
pub struct Multinomial {
    theta: Vec<f64>,
    n: f64,
}

/// Above so many terms the sum for the entropy is left alone.
const MOST_TERMS: f64 = 1e6;

impl Multinomial {
    /// A law with probabilities θ and n draws.
    ///
    /// # Errors
    /// Where θ is empty, an entry is not a probability, the sum is not 1 to 1e-8, or n is not a whole
    /// number from 0 to 2^53.
    pub fn new(theta: Vec<f64>, n: f64) -> Result<Self, InvalidArray> {
        rules::simplex(Self::NAME, "theta", "sum of theta", &theta)?;
        count(Self::NAME, "n", n)?;
        Ok(Self { theta, n })
    }

    /// The probabilities.
    pub fn theta(&self) -> &[f64] {
        &self.theta
    }

    /// The number of draws.
    pub fn n(&self) -> f64 {
        self.n
    }
}

named!(
    "multinomial" Multinomial("theta" theta: vector, "n" n: number),
    |law| vec![law.theta.clone().into(), law.n.into()]
);

impl Multivariate for Multinomial {
    fn space(&self) -> Space {
        Space::Counts {
            categories: self.theta.len(),
            total: self.n,
        }
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let whole = |x: &f64| *x >= 0.0 && x.trunc() == *x;
        if x.len() != self.theta.len() || !x.iter().all(whole) || x.iter().sum::<f64>() != self.n {
            return f64::NEG_INFINITY;
        }
        let one = |(x, theta): (&f64, &f64)| lmultiply(*x, *theta) - lgamma(x + 1.0);
        lgamma(self.n + 1.0) + x.iter().zip(&self.theta).map(one).sum::<f64>()
    }

    /// By θ as free numbers; nothing can be differentiated by counts.
    fn adjoint(&self, x: &[f64]) -> Gradient {
        let by_theta = |(x, theta): (&f64, &f64)| if *x == 0.0 { 0.0 } else { x / theta };
        Gradient {
            by_x: vec![0.0; x.len()],
            by_parameters: vec![x.iter().zip(&self.theta).map(by_theta).collect(), vec![0.0]],
        }
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let (mut left, mut mass) = (self.n, self.theta.iter().sum::<f64>());
        let last = self.theta.iter().rposition(|&theta| theta > 0.0);
        let mut draw = |(k, &theta): (usize, &f64)| {
            let x = if Some(k) == last {
                left
            } else {
                let share = (theta / mass).clamp(0.0, 1.0);
                binomial(rng, left as u64, share).map_or(f64::NAN, |x| x as f64)
            };
            left -= x;
            mass -= theta;
            x
        };
        self.theta.iter().enumerate().map(&mut draw).collect()
    }

    /// n H(θ) − ln n! + Σ E\[ln xₖ!\], the last over binomial counts.
    fn entropy(&self) -> Option<f64> {
        if self.n * self.theta.len() as f64 > MOST_TERMS {
            return None;
        }
        let chosen: f64 = self.theta.iter().map(|&p| surprise(p)).sum();
        let arranged: f64 = self.theta.iter().map(|&p| self.mean_log_factorial(p)).sum();
        Some(self.n * chosen - lgamma(self.n + 1.0) + arranged)
    }
}

impl Multinomial {
    /// E\[ln x!\] of a binomial count.
    fn mean_log_factorial(&self, p: f64) -> f64 {
        let whole = lgamma(self.n + 1.0);
        (2..=self.n as u64)
            .map(|x| {
                let x = x as f64;
                let factorial = lgamma(x + 1.0);
                let choose = whole - factorial - lgamma(self.n - x + 1.0);
                let log = choose + lmultiply(x, p) + lmultiply(self.n - x, 1.0 - p);
                factorial * log.exp()
            })
            .sum()
    }
}

/// One draw from categories with probabilities θ, written as a vector with a single 1.
#[derive(Clone, Debug, PartialEq)]
pub struct OneHotCategorical {
    once: Multinomial,
}

impl OneHotCategorical {
    /// A law with these probabilities.
    ///
    /// # Errors
    /// Where θ is empty, an entry is not a probability, or the sum is not 1 to 1e-8.
    pub fn new(theta: Vec<f64>) -> Result<Self, InvalidArray> {
        rules::simplex(Self::NAME, "theta", "sum of theta", &theta)?;
        let once = Multinomial { theta, n: 1.0 };
        Ok(Self { once })
    }

    /// The multinomial it is.
    pub fn multinomial(&self) -> &Multinomial {
        &self.once
    }
}

named!(
    "one_hot_categorical" OneHotCategorical("theta" theta: vector),
    |law| vec![law.once.theta.clone().into()]
);

impl Multivariate for OneHotCategorical {
    fn space(&self) -> Space {
        self.once.space()
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let once = x.iter().filter(|x| **x == 1.0).count() == 1;
        let place = x.iter().position(|x| *x == 1.0);
        match place.and_then(|k| self.once.theta.get(k)) {
            Some(&theta) if once && self.once.log_density(x) > f64::NEG_INFINITY => ln(theta),
            _ => f64::NEG_INFINITY,
        }
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        let mut adjoint = self.once.adjoint(x);
        adjoint.by_parameters.truncate(1);
        adjoint
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        self.once.sample(rng)
    }

    fn entropy(&self) -> Option<f64> {
        Some(self.once.theta.iter().map(|&p| surprise(p)).sum())
    }
}
