//! A cross-fitted log density ratio: each row's value from the whole fit and from one without it.

use super::cloud::Cloud;
use super::logistic::{Design, Features};
use super::shuffle::{self, Purpose};

/// Folds of the cross-fit.
const FOLDS: usize = 5;

/// ln q/p at the rows of both samples, the first sample's first.
#[derive(Debug)]
pub(super) struct CrossFit {
    /// From the fit to all rows.
    pub(super) within: Vec<f64>,
    /// From the fit to the other folds.
    pub(super) held_out: Vec<f64>,
    /// −log likelihood of the rows in fits without them.
    loss: f64,
    /// What was fitted.
    pub(super) features: Features,
}

/// Weight of the in-sample value in a mean of both whose biases cancel to first order: fitting p
/// coefficients to n rows moves the first by p/2n and the second by −p/2n · FOLDS/(FOLDS − 1).
pub(super) const WITHIN: f64 = {
    let inflation = FOLDS as f64 / (FOLDS - 1) as f64;
    inflation / (1.0 + inflation)
};

impl CrossFit {
    /// The mean of both values whose biases cancel to first order.
    pub(super) fn blended(&self) -> Vec<f64> {
        let both = self.within.iter().zip(&self.held_out);
        both.map(|(a, b)| WITHIN * a + (1.0 - WITHIN) * b).collect()
    }
}

/// Fits one set of features.
pub(super) fn cross_fit(
    first: &Cloud,
    second: &Cloud,
    features: Features,
    ridge: f64,
    seed: u64,
) -> CrossFit {
    let (n, m) = (first.len(), second.len());
    let prior = (n as f64 / m as f64).ln();
    let design = Design::new(first, second, features, ridge);
    let whole = design.fit(&vec![true; n + m], None);
    let within: Vec<f64> = design.log_odds(&whole).iter().map(|o| o - prior).collect();
    let mut rng = shuffle::stream(seed, Purpose::Folds, 0);
    let mut fold = shuffle::folds(n, FOLDS, &mut rng);
    fold.extend(shuffle::folds(m, FOLDS, &mut rng));
    let mut held_out = vec![0.0; n + m];
    let mut loss = 0.0;
    for k in 0..FOLDS {
        let included: Vec<bool> = fold.iter().map(|f| *f != k).collect();
        // Folds differ in size by one row at most, so the prior odds are those of the whole.
        let odds = design.log_odds(&design.fit(&included, Some(&whole)));
        loss += design.held_out_loss(&odds, &included);
        for (i, held) in held_out.iter_mut().enumerate() {
            if !included[i] {
                *held = odds[i] - prior;
            }
        }
    }
    CrossFit {
        within,
        held_out,
        loss,
        features,
    }
}

/// The richest set of features that a held-out likelihood prefers.
pub(super) fn best_fit(first: &Cloud, second: &Cloud, seed: u64) -> CrossFit {
    const CANDIDATES: [(Features, f64); 4] = [
        (Features::Linear, 1.0),
        (Features::Squares, 1.0),
        (Features::Quadratic, 1.0),
        (Features::Quadratic, 30.0),
    ];
    let [(features, ridge), rest @ ..] = CANDIDATES;
    let mut best = cross_fit(first, second, features, ridge, seed);
    for (features, ridge) in rest {
        let fit = cross_fit(first, second, features, ridge, seed);
        if fit.loss < best.loss {
            best = fit;
        }
    }
    best
}
