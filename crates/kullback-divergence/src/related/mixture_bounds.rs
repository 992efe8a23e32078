//! What is known of the divergence of mixtures without integrating: approximations and bounds from
//! the divergences of their components.

use kullback_math::special::{ln, log_sum_exp};

use crate::distributions::{Distribution, ToDistribution};
use crate::ladder;
use crate::ladder::log_ratio::Place;
use crate::ladder::quadrature::Pieces;
use crate::ladder::sum::Atoms;
use crate::question::{Question, QuestionError};
use crate::result::Value;

/// Approximations and bounds of D_KL(Q‖P) in nats. A single law counts as a mixture of one component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixtureBounds {
    /// J. Hershey and P. Olsen, ICASSP 2007, equation 18: close, but neither bound.
    pub variational: f64,
    /// Their equation 22 after convergence: an upper bound.
    pub variational_upper: f64,
    /// Σ πₐ ω_b D_KL(qₐ‖p_b), an upper bound by convexity.
    pub convexity: f64,
    /// F. Nielsen and K. Sun, Entropy 18 (2016): q and p lie between their largest weighted component
    /// and the number of components times it. In several variables, Jensen's lower bound for normal
    /// components (Durrieu, Thiran and Kelly, ICASSP 2012) or 0, and no upper bound.
    pub envelope: [f64; 2],
}

impl Question {
    /// Bounds on D_KL(Q‖P) of mixtures.
    ///
    /// # Errors
    /// Where the two live in different spaces.
    pub fn mixture_bounds(&self) -> Result<MixtureBounds, QuestionError> {
        let (q, p) = (weighted(&self.under), weighted(&self.reference));
        let within = table(&q, &q)?;
        let across = table(&q, &p)?;
        Ok(MixtureBounds {
            variational: variational(&q, &p, &within, &across),
            variational_upper: variational_upper(&q, &p, &across),
            convexity: q
                .iter()
                .zip(&across)
                .map(|(a, row)| a.0 * p.iter().zip(row).map(|(b, kl)| b.0 * kl).sum::<f64>())
                .sum(),
            envelope: self.envelope(q.len(), p.len())?,
        })
    }

    fn envelope(&self, count_q: usize, count_p: usize) -> Result<[f64; 2], QuestionError> {
        if self.under.as_multivariate().is_some() {
            return Ok([
                ladder::mixture_lower(&self.under, &self.reference),
                f64::INFINITY,
            ]);
        }
        let (q, p) = (
            ladder::univariate(&self.under)?,
            ladder::univariate(&self.reference)?,
        );
        if self.is_uncovered() {
            return Ok([f64::INFINITY; 2]);
        }
        let (parts_q, parts_p) = (weighted(&self.under), weighted(&self.reference));
        let largest = |parts: &[(f64, Distribution)], x: f64| {
            let logs = parts
                .iter()
                .filter_map(|(w, d)| Some(ln(*w) + d.as_univariate()?.log_density(x)));
            logs.fold(f64::NEG_INFINITY, f64::max)
        };
        let integrand = |x: f64| {
            let mass = q.log_density(x).exp();
            if mass == 0.0 {
                0.0
            } else {
                mass * (largest(&parts_q, x) - largest(&parts_p, x))
            }
        };
        let middle = if q.support().is_discrete() {
            Atoms::of(q).sum(integrand).value
        } else {
            let pieces = Pieces::of(q, p);
            let integral = pieces.integrate(|place| match place {
                Place::At(x) | Place::Beside(x, ..) => integrand(x),
            });
            integral.value
        };
        Ok([
            middle - (count_p as f64).ln(),
            middle + (count_q as f64).ln(),
        ])
    }
}

fn weighted(distribution: &Distribution) -> Vec<(f64, Distribution)> {
    match distribution {
        Distribution::Mixture(mixture) => mixture
            .parts()
            .map(|(weight, law)| (weight, law.clone().into()))
            .collect(),
        Distribution::MultivariateMixture(mixture) => mixture
            .parts()
            .map(|(weight, law)| (weight, law.to_distribution()))
            .collect(),
        other => vec![(1.0, other.clone())],
    }
}

type Weighted = [(f64, Distribution)];

/// D_KL(a‖b) for all components.
fn table(q: &Weighted, p: &Weighted) -> Result<Vec<Vec<f64>>, QuestionError> {
    let row = |a: &Distribution| {
        let entry = |(_, b): &(f64, Distribution)| {
            let (value, _) = ladder::kl(a, b)?;
            Ok(match value {
                Value::Infinite { .. } => f64::INFINITY,
                other => other.nats().map_or(f64::NAN, |nats| nats.0),
            })
        };
        p.iter().map(entry).collect()
    };
    q.iter().map(|(_, a)| row(a)).collect()
}

fn variational(q: &Weighted, p: &Weighted, within: &[Vec<f64>], across: &[Vec<f64>]) -> f64 {
    let soft = |weights: &Weighted, row: &[f64]| {
        let terms: Vec<f64> = weights
            .iter()
            .zip(row)
            .map(|(b, kl)| ln(b.0) - kl)
            .collect();
        log_sum_exp(&terms)
    };
    let terms = q.iter().zip(within).zip(across);
    terms
        .map(|((a, own), other)| a.0 * (soft(q, own) - soft(p, other)))
        .sum()
}

/// Alternates the two closed-form minimisations of D(φ‖ψ) + Σ φ_ab D_KL(qₐ‖p_b).
fn variational_upper(q: &Weighted, p: &Weighted, across: &[Vec<f64>]) -> f64 {
    let mut psi: Vec<Vec<f64>> = q
        .iter()
        .map(|a| p.iter().map(|b| a.0 * b.0).collect())
        .collect();
    let mut phi = psi.clone();
    let mut value = f64::INFINITY;
    for _ in 0..10_000 {
        for (((a, row), kls), out) in q.iter().zip(&psi).zip(across).zip(&mut phi) {
            let logs: Vec<f64> = row.iter().zip(kls).map(|(s, kl)| ln(*s) - kl).collect();
            let total = log_sum_exp(&logs);
            for (cell, log) in out.iter_mut().zip(&logs) {
                *cell = a.0 * (log - total).exp();
            }
        }
        for (b, weight) in p.iter().enumerate().map(|(b, part)| (b, part.0)) {
            let column: f64 = phi.iter().map(|row| row[b]).sum();
            for (row, source) in psi.iter_mut().zip(&phi) {
                row[b] = if column > 0.0 {
                    weight * source[b] / column
                } else {
                    0.0
                };
            }
        }
        let cells = phi.iter().zip(&psi).zip(across);
        let next: f64 = cells
            .flat_map(|((f, s), kls)| f.iter().zip(s).zip(kls))
            .filter(|((f, _), _)| **f > 0.0)
            .map(|((f, s), kl)| f * (ln(*f) - ln(*s) + kl))
            .sum();
        let settled = (value - next).abs() <= 1e-15 * next.abs();
        value = next;
        if settled {
            break;
        }
    }
    value
}
