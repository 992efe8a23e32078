//! The search from many starts, and the list of optima.

use kullback_math::lbfgs::{Lbfgs, LbfgsOptions};
use kullback_math::linalg::{Cholesky, Matrix};
use serde::Serialize;

use super::Minimise;
use super::behaviour::{Behaviour, behaviour};
use super::family::TABLE;
use super::objective::{FINE, Objective, ROUGH};
use super::starts::windows;
use crate::distributions::{Distribution, Law, ToDistribution};
use crate::integrand::Thin;
use crate::question::{QuestionError, expect_under};
use crate::result::{Divergence, Value, Witness};

/// Step of the finite differences of the gradient, in unconstrained coordinates.
const STEP: f64 = 1e-4;
/// Optima closer than this, in unconstrained coordinates, are one.
const SAME: f64 = 1e-4;

/// A local minimum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Optimum {
    /// The member of the family, as it is written.
    pub approximation: String,
    /// Its parameters.
    pub parameters: Vec<f64>,
    /// The divergence that was minimised.
    pub divergence: Divergence,
    /// Its Hessian in the parameters, row by row; positive definite.
    pub curvature: Vec<Vec<f64>>,
    /// What it does with the target's modes.
    pub behaviour: Behaviour,
    /// How much of the target lies where q ≤ p/10.
    pub thin: Thin,
    /// Starts that led here.
    pub starts: usize,
}

/// Every optimum that was found, the best first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// The family.
    pub family: String,
    /// The target, as it was written.
    pub target: String,
    /// The divergence that was minimised.
    pub minimise: Minimise,
    /// The local minima, by divergence.
    pub optima: Vec<Optimum>,
    /// Starts in all.
    pub starts: usize,
    /// Starts that led to no minimum: the divergence falls forever, or the point is a saddle.
    pub lost: usize,
}

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FitError {
    /// Not a family that can be fitted.
    #[error("no family `{name}` can be fitted; there are: {known}")]
    UnknownFamily {
        /// What was written.
        name: String,
        /// The families, with commas.
        known: String,
    },
    /// The divergence is infinite at every start.
    #[error("the divergence of every {family} is infinite: {}", witness.why())]
    Infinite {
        /// The family.
        family: String,
        /// The reason at one member.
        witness: Witness,
    },
    /// No start led to a minimum.
    #[error("no minimum over {family} was found from {starts} starts")]
    NoMinimum {
        /// The family.
        family: String,
        /// Starts that were tried.
        starts: usize,
    },
    /// The target is not of one variable.
    #[error(transparent)]
    Question(#[from] QuestionError),
}

/// Minimises the divergence between a family and a target from many starts, and lists every local
/// minimum.
///
/// # Errors
/// Where the family is not known, its members' divergences are all infinite, or nothing is found.
///
/// ```
/// use kullback_divergence::distributions::continuous::Gamma;
/// use kullback_divergence::fit::{Minimise, fit};
///
/// let target = Gamma::new(4.0, 2.0)?;
/// let answer = fit("lognormal", &target, Minimise::Pq)?;
/// assert_eq!(answer.optima.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit(
    family: &str,
    target: &(impl ToDistribution + ?Sized),
    minimise: Minimise,
) -> Result<Fit, FitError> {
    let target = target.to_distribution();
    let family = TABLE
        .iter()
        .find(|entry| entry.name == family)
        .ok_or_else(|| FitError::UnknownFamily {
            name: family.to_string(),
            known: super::FAMILIES.join(", "),
        })?;
    crate::ladder::univariate(&target)?;
    let objective = Objective {
        family,
        target: &target,
        minimise,
    };
    let starts: Vec<Vec<f64>> = windows(&target)
        .into_iter()
        .filter_map(|(centre, width)| (family.from_moments)(centre, width))
        .map(|parameters| {
            let domains = family.domains.iter().zip(parameters);
            domains.map(|(domain, x)| domain.coordinate(x)).collect()
        })
        .collect();
    let mut witness = None;
    let mut optima: Vec<(Vec<f64>, Optimum)> = Vec::new();
    let mut lost = 0;
    for start in &starts {
        let Some(law) = objective.law(start) else {
            lost += 1;
            continue;
        };
        let divergence = asked(&law, &target, minimise)?;
        if let Value::Infinite { witness: why } = divergence.value {
            witness = Some(why);
            lost += 1;
            continue;
        }
        let Some(point) = descend(&objective, start).and_then(|point| polish(&objective, point))
        else {
            lost += 1;
            continue;
        };
        let near = |other: &[f64]| {
            point
                .iter()
                .zip(other)
                .all(|(a, b)| (a - b).abs() <= SAME * (1.0 + a.abs()))
        };
        if let Some((_, optimum)) = optima.iter_mut().find(|(other, _)| near(other)) {
            optimum.starts += 1;
            continue;
        }
        match describe(&objective, &point)? {
            Some(optimum) => optima.push((point, optimum)),
            None => lost += 1,
        }
    }
    if optima.is_empty() {
        return Err(match witness {
            Some(witness) => FitError::Infinite {
                family: family.name.to_string(),
                witness,
            },
            None => FitError::NoMinimum {
                family: family.name.to_string(),
                starts: starts.len(),
            },
        });
    }
    let mut optima: Vec<Optimum> = optima.into_iter().map(|(_, optimum)| optimum).collect();
    let nats = |optimum: &Optimum| optimum.divergence.nats().map_or(f64::INFINITY, |n| n.0);
    optima.sort_by(|a, b| nats(a).total_cmp(&nats(b)));
    Ok(Fit {
        family: family.name.to_string(),
        target: target.to_string(),
        minimise,
        optima,
        starts: starts.len(),
        lost,
    })
}

/// The divergence a fit minimises, at one member.
fn asked(q: &Law, target: &Distribution, minimise: Minimise) -> Result<Divergence, QuestionError> {
    match minimise {
        Minimise::Qp => expect_under(q).against(target).kl(),
        Minimise::Pq => expect_under(target).against(q).called("P", "Q").kl(),
    }
}

fn descend(objective: &Objective<'_>, start: &[f64]) -> Option<Vec<f64>> {
    let (value, gradient) = objective.evaluate(start, ROUGH)?;
    let finite = value.is_finite() && gradient.iter().all(|g| g.is_finite());
    if !finite {
        return None;
    }
    let options = LbfgsOptions {
        iterations: 200,
        decrement: 1e-7,
        largest_coordinate: 1e6,
        ..LbfgsOptions::default()
    };
    let mut search = Lbfgs::new(start, value, &gradient, options);
    // Far along a flat direction a search may go on; the polish then decides.
    for _ in 0..600 {
        if search.status().is_final() {
            break;
        }
        let trial = search.trial().to_vec();
        let (value, gradient) = objective
            .evaluate(&trial, ROUGH)
            .unwrap_or((f64::INFINITY, vec![0.0; trial.len()]));
        search.advance(value, &gradient);
    }
    Some(search.best().point.clone())
}

/// Newton's method to the last digits; None where the point is not a minimum.
fn polish(objective: &Objective<'_>, mut point: Vec<f64>) -> Option<Vec<f64>> {
    for _ in 0..8 {
        let hessian = hessian(objective, &point)?;
        let (_, gradient) = objective.evaluate(&point, FINE)?;
        let mut step = gradient.clone();
        Cholesky::new(&hessian).ok()?.solve(&mut step);
        let size = step.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        if !size.is_finite() || size > 0.5 {
            return None;
        }
        for (x, s) in point.iter_mut().zip(&step) {
            *x -= s;
        }
        if size < 1e-10 {
            return Some(point);
        }
    }
    Some(point)
}

/// The Hessian in unconstrained coordinates, by central differences of the gradient.
fn hessian(objective: &Objective<'_>, point: &[f64]) -> Option<Matrix> {
    let n = point.len();
    let mut columns = Vec::with_capacity(n * n);
    for k in 0..n {
        let shifted = |sign: f64| {
            let mut shifted = point.to_vec();
            if let Some(x) = shifted.get_mut(k) {
                *x += sign * STEP;
            }
            objective.evaluate(&shifted, FINE)
        };
        let (above, below) = (shifted(1.0)?.1, shifted(-1.0)?.1);
        columns.extend(
            above
                .iter()
                .zip(&below)
                .map(|(a, b)| (a - b) / (2.0 * STEP)),
        );
    }
    let mut hessian = Matrix::from_values(columns, n, n);
    hessian.symmetrise();
    hessian.is_finite().then_some(hessian)
}

/// Everything that is said of a minimum; None where the divergence is not finite.
fn describe(objective: &Objective<'_>, point: &[f64]) -> Result<Option<Optimum>, QuestionError> {
    let (Some(law), Some(hessian)) = (objective.law(point), hessian(objective, point)) else {
        return Ok(None);
    };
    let divergence = asked(&law, objective.target, objective.minimise)?;
    if !divergence.nats().is_some_and(|nats| nats.0.is_finite()) {
        return Ok(None);
    }
    let domains = objective.family.domains;
    let slopes: Vec<f64> = domains
        .iter()
        .zip(point)
        .map(|(d, u)| d.slope(*u))
        .collect();
    // The gradient vanishes here, so the Hessian transforms as a tensor.
    let curvature = slopes
        .iter()
        .enumerate()
        .map(|(i, a)| {
            let row = hessian.row(i);
            row.iter().zip(&slopes).map(|(h, b)| h / (a * b)).collect()
        })
        .collect();
    let target = crate::ladder::univariate(objective.target)?;
    Ok(Some(Optimum {
        approximation: law.to_string(),
        parameters: domains
            .iter()
            .zip(point)
            .map(|(d, u)| d.parameter(*u))
            .collect(),
        behaviour: behaviour(&law, target),
        thin: expect_under(&law).against(objective.target).thin(0.1)?,
        divergence,
        curvature,
        starts: 1,
    }))
}
