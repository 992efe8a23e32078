//! The modes that the starts lead to: one full-rank fit each, told apart by where the fits end.

use kullback_math::LogDensity;
use kullback_math::linalg::{Cholesky, Matrix};

use crate::evaluator::Evaluator;
use crate::families::Gaussian;
use crate::full_rank::FullRank;
use crate::initialise::{PathApproximation, PathReport};
use crate::progress::{Observer, Stage};
use crate::{FitError, FitOptions};

/// Fits made beyond the first, at most.
const EXTRA_FITS: u64 = 4;
/// A path that ended within this many sds per √coordinate, plus a margin, of a fit belongs to it.
const MARGIN: f64 = 4.0;
/// Modes with an evidence lower bound this far below the best, in nats, have no share worth
/// certifying.
const NEGLIGIBLE: f64 = 30.0;
/// Modes fitted thoroughly, at most, in search of the best.
const REFINED: usize = 3;

/// Modes this close to the best, in nats, have a share of the evidence worth a thorough fit.
const COMPARABLE: f64 = 7.0;
/// The number of the fit that covers all modes, for its stream of random numbers.
const COVERING: u64 = 64;

/// A full-rank fit and the paths that lead to it.
#[derive(Clone, Debug)]
pub(crate) struct Mode {
    pub fit: FullRank,
    pub paths: Vec<usize>,
    /// Which fit it was, for its stream of random numbers.
    pub number: u64,
}

impl Mode {
    /// Whether its share of the evidence is worth certifying beside `best`.
    pub(crate) fn matters(&self, best: &Self) -> bool {
        self.fit.free_energy <= best.fit.free_energy + NEGLIGIBLE
    }

    /// Whether its share of the evidence may be comparable with that of `best`.
    pub(crate) fn compares(&self, best: &Self) -> bool {
        self.fit.free_energy <= best.fit.free_energy + COMPARABLE
    }
}

/// The Gaussians of the modes of comparable evidence; one when a single mode has nearly all of it.
pub(crate) fn comparable(modes: &[Mode]) -> Vec<Gaussian> {
    let near = |m: &&Mode| modes.first().is_some_and(|best| m.compares(best));
    modes
        .iter()
        .filter(near)
        .map(|m| m.fit.gaussian.clone())
        .collect()
}

/// The optimum of D_KL(Q‖P) that covers the modes of comparable evidence, found from the Gaussian with
/// the moments of their mixture: none where this leads to one of them, or to a higher F than theirs. No
/// path of an optimiser leads to it, for it lies between the modes.
pub(crate) fn covering_fit<T: LogDensity>(
    modes: &[Mode],
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<Option<FullRank>, FitError> {
    let Some(best) = modes.first() else {
        return Ok(None);
    };
    let parts: Vec<&Mode> = modes.iter().filter(|m| m.compares(best)).collect();
    if parts.len() < 2 {
        return Ok(None);
    }
    let weights: Vec<f64> = parts
        .iter()
        .map(|m| (best.fit.free_energy - m.fit.free_energy).exp())
        .collect();
    let gaussians: Vec<&Gaussian> = parts.iter().map(|m| &m.fit.gaussian).collect();
    let Some(start) = merged(&gaussians, &weights) else {
        return Ok(None);
    };
    let fit = match FullRank::explore(&start, COVERING, options, evaluator, observer) {
        Ok(Some(fit)) => fit,
        Ok(None) | Err(FitError::RanAway { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let known = modes.iter().any(|m| same(&m.fit.gaussian, &fit.gaussian));
    if known || fit.free_energy >= best.fit.free_energy {
        return Ok(None);
    }
    let fit = fit.refine(COVERING, options, evaluator, observer)?;
    Ok((fit.free_energy < best.fit.free_energy).then_some(fit))
}

/// The Gaussian with the mean and covariance of a mixture.
fn merged(parts: &[&Gaussian], weights: &[f64]) -> Option<Gaussian> {
    let dimension = parts.first()?.dimension();
    let total: f64 = weights.iter().sum();
    let mut mean = vec![0.0; dimension];
    for (part, w) in parts.iter().zip(weights) {
        for (m, x) in mean.iter_mut().zip(part.mean()) {
            *m += w / total * x;
        }
    }
    let mut covariance = Matrix::zeros(dimension, dimension);
    for (part, w) in parts.iter().zip(weights) {
        let own = part.covariance();
        for j in 0..dimension {
            for i in 0..dimension {
                let shift = (part.mean()[i] - mean[i]) * (part.mean()[j] - mean[j]);
                covariance[(i, j)] += w / total * (own[(i, j)] + shift);
            }
        }
    }
    Some(Gaussian::new(mean, Cholesky::new(&covariance).ok()?))
}

/// Finds the modes, the one with the highest evidence lower bound first, and notes in `reports`
/// which path leads to which. Where the caller cancelled, `interrupted` says so and the modes are
/// those found until then.
pub(crate) fn find_modes<T: LogDensity>(
    approximations: &[Option<PathApproximation>],
    reports: &mut [PathReport],
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
    interrupted: &mut Option<Stage>,
) -> Result<Vec<Mode>, FitError> {
    let mut order: Vec<(usize, &PathApproximation)> = approximations
        .iter()
        .enumerate()
        .filter_map(|(i, a)| a.as_ref().map(|a| (i, a)))
        .collect();
    order.sort_by(|a, b| b.1.elbo.total_cmp(&a.1.elbo));
    let mut modes: Vec<Mode> = Vec::new();
    let mut failure = None;
    let mut fits = 0_u64;
    for &(path, approximation) in &order {
        if interrupted.is_some() {
            break;
        }
        if let Some(mode) = modes
            .iter_mut()
            .find(|m| holds(&m.fit.gaussian, &approximation.mean))
        {
            mode.paths.push(path);
            continue;
        }
        if !modes.is_empty() && fits > EXTRA_FITS {
            continue;
        }
        let Some(initial) = gaussian(approximation) else {
            continue;
        };
        let fitted = FullRank::explore(&initial, fits, options, evaluator, observer);
        fits += 1;
        if let Ok(Some(fit)) = &fitted {
            *interrupted = interrupted.or(fit.interrupted);
        }
        match fitted {
            Ok(Some(fit)) => match modes
                .iter_mut()
                .find(|m| same(&m.fit.gaussian, &fit.gaussian))
            {
                Some(mode) => mode.paths.push(path),
                None => modes.push(Mode {
                    fit,
                    paths: vec![path],
                    number: fits - 1,
                }),
            },
            Ok(None) => {}
            Err(error @ FitError::RanAway { .. }) => failure = Some(error),
            Err(error) => return Err(error),
        }
    }
    if let (Some(stage), true) = (*interrupted, modes.is_empty()) {
        // Nothing was fitted: the best of what Pathfinder chose stands in.
        let chosen = order.iter().find_map(|(path, approximation)| {
            let gaussian = gaussian(approximation)?;
            let fit = FullRank::unfitted(gaussian, -approximation.elbo, stage);
            let paths = vec![*path];
            Some(Mode {
                fit,
                paths,
                number: 0,
            })
        });
        modes.extend(chosen);
    }
    if modes.is_empty() {
        return Err(failure.unwrap_or(FitError::NoFiniteApproximation {
            paths: reports.len(),
        }));
    }
    // A fit over few draws looks better than it is, so another mode may be the best once the first
    // one has been fitted thoroughly.
    let mut refined = Vec::new();
    loop {
        modes.sort_by(|a, b| a.fit.free_energy.total_cmp(&b.fit.free_energy));
        let best = modes[0].clone();
        let done = refined.contains(&best.number) || refined.len() == REFINED;
        if done || interrupted.is_some() {
            break;
        }
        refined.push(best.number);
        modes[0].fit = best.fit.refine(best.number, options, evaluator, observer)?;
        *interrupted = interrupted.or(modes[0].fit.interrupted);
    }
    // The others of comparable evidence are components of a mixture.
    let best = modes[0].clone();
    for mode in &mut modes[1..] {
        let wanted = mode.compares(&best) && !refined.contains(&mode.number);
        if wanted && interrupted.is_none() {
            let fit = mode.fit.clone();
            mode.fit = fit.refine(mode.number, options, evaluator, observer)?;
            *interrupted = interrupted.or(mode.fit.interrupted);
        }
    }
    modes.sort_by(|a, b| a.fit.free_energy.total_cmp(&b.fit.free_energy));
    merge_same(&mut modes);
    for (k, mode) in modes.iter().enumerate() {
        for &path in &mode.paths {
            reports[path].mode = Some(k);
        }
    }
    Ok(modes)
}

/// Joins modes whose fits have come together.
fn merge_same(modes: &mut Vec<Mode>) {
    let mut k = 1;
    while k < modes.len() {
        let (before, rest) = modes.split_at_mut(k);
        let twin = before
            .iter_mut()
            .find(|m| same(&m.fit.gaussian, &rest[0].fit.gaussian));
        match twin {
            Some(twin) => {
                twin.paths.append(&mut rest[0].paths);
                modes.remove(k);
            }
            None => k += 1,
        }
    }
}

/// Pathfinder's choice as a dense Gaussian.
fn gaussian(approximation: &PathApproximation) -> Option<Gaussian> {
    let cholesky = Cholesky::new(&approximation.covariance()).ok()?;
    Some(Gaussian::new(approximation.mean.clone(), cholesky))
}

/// Whether a point lies where the fit has its mass.
fn holds(fit: &Gaussian, point: &[f64]) -> bool {
    let mut shift: Vec<f64> = point.iter().zip(fit.mean()).map(|(a, b)| a - b).collect();
    fit.solve_root(&mut shift);
    kullback_math::linalg::norm(&shift) < (fit.dimension() as f64).sqrt() + MARGIN
}

/// Whether two fits are one: their symmetric divergence is small.
fn same(a: &Gaussian, b: &Gaussian) -> bool {
    a.divergence_from(b) + b.divergence_from(a) < 1.0 + 0.1 * a.dimension() as f64
}
