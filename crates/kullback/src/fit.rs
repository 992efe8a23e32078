//! The fit of a model, told on the scale of its parameters.

use kullback_math::linalg::{Cholesky, Matrix};
use kullback_stan::diagnostic::Span;
use kullback_stan::hir::Block;
use kullback_stan::{Model, ModelError};
use kullback_vi as vi;
use kullback_vi::families::Gaussian;
use kullback_vi::reference::{ReferenceOptions, ReferenceResult};
use kullback_vi::{FitError, FitResult, LinearResponseResult};

use crate::draws::Draws;
use crate::marginals::Marginals;
use crate::report::{
    Approximation, Direction, Expectation, Family, Mode, MomentSource, Moments, Parameter,
    ReferenceSummary, Report, SCHEMA, Said, Search, Unconstrained, Verdict,
};
use crate::trace::Trace;
use crate::words;

/// An sd further than this from the best account's, relatively, is noted.
const SD_NOTE: f64 = 0.1;
/// A mean further than this from the best account's, in its sds, is noted.
const MEAN_NOTE: f64 = 0.2;

/// What a caller can choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Seed of all randomness: the same seed gives the same bytes.
    pub seed: u64,
    /// Threads that evaluate the model; the result does not depend on it.
    pub threads: usize,
    /// Draws that [`Fit::draws`] will be asked for.
    pub draws: usize,
    /// Which divergence is minimised.
    pub minimise: vi::Minimise,
    /// Which family Q comes from.
    pub family: vi::FamilyChoice,
    /// Sample a reference beside the fit.
    pub reference: Option<ReferenceOptions>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            threads: 1,
            draws: 1000,
            minimise: vi::Minimise::Both,
            family: vi::FamilyChoice::Auto,
            reference: None,
        }
    }
}

/// Why there is no fit. A fit that should not be used is no error; its verdict says so.
#[derive(Debug, thiserror::Error)]
pub enum FitFailure {
    /// The density is zero or undefined wherever the fit looked.
    #[error(
        "the log density is not finite at any of {tried} starting points (or its gradient is \
         not), so there is nothing to approximate"
    )]
    NoFiniteStart {
        /// Points tried.
        tried: usize,
        /// Where the evaluation at the origin fails, when a particular place does.
        span: Option<Span>,
    },
    /// The approximation grew without bound.
    #[error(
        "the posterior is probably improper: the {quantity} of Q along `{coordinate}` reached \
         {value:.3e} and the free energy was still falling"
    )]
    RanAway {
        /// The unconstrained coordinate.
        coordinate: String,
        /// What grew: the mean or the standard deviation.
        quantity: vi::Grew,
        /// How far.
        value: f64,
    },
    /// The gradient is not that of the log density: a step in the program's log density, or a mistake
    /// of ours.
    #[error(
        "the gradient disagrees with the log density at `{coordinate}`: it is {gradient:.6e}, but by \
         differences of the log density {difference:.6e}"
    )]
    GradientDisagrees {
        /// The unconstrained coordinate where they are furthest apart.
        coordinate: String,
        /// The gradient there.
        gradient: f64,
        /// The central difference.
        difference: f64,
    },
    /// Another error of the fit.
    #[error(transparent)]
    Fit(FitError),
    /// The program cannot be evaluated at the fit's draws.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// A fitted model.
pub struct Fit {
    /// Everything a face prints.
    pub report: Report,
    /// The fit on the unconstrained scale.
    pub result: FitResult,
    /// What the fit reported while it ran, step by step.
    pub steps: Vec<vi::Progress>,
}

impl Fit {
    /// `count` draws of what the verdict recommends: resampled draws for *use after resampling*, else
    /// draws of Q. At most as many as the fit's options asked for.
    ///
    /// # Errors
    /// When generated quantities cannot be computed.
    pub fn draws(&self, model: &Model, count: usize) -> Result<Draws, ModelError> {
        Draws::choose(
            &self.result.draws,
            model,
            count,
            self.report.seed,
            self.result.options.threads,
        )
    }

    /// What the fit went through and what its pictures are drawn from.
    ///
    /// # Errors
    /// When the program cannot be evaluated at the fit's draws.
    pub fn trace(&self, model: &Model) -> Result<Trace, ModelError> {
        Trace::new(
            model,
            &self.result,
            &self.steps,
            self.report.parameters.len(),
        )
    }
}

/// Fits `model`. `observer` hears of the progress and may cancel: the fit is then the best until that
/// moment, and its report says `partial`.
///
/// # Errors
/// When no fit can be made at all.
pub fn fit(
    model: &Model,
    options: &Options,
    observer: &mut vi::Observer<'_>,
) -> Result<Fit, FitFailure> {
    let defaults = vi::FitOptions::for_dimension(model.coordinates().len());
    // Whichever draws are handed on, there are to be enough of them.
    let reference = options.reference.clone().map(|r| ReferenceOptions {
        draws: r.draws.max(options.draws.div_ceil(r.chains.max(1))),
        ..r
    });
    let fit_options = vi::FitOptions {
        seed: options.seed,
        threads: options.threads,
        minimise: options.minimise,
        family: options.family,
        draws: defaults.draws.max(options.draws.next_multiple_of(8)),
        reference,
        ..defaults
    };
    let mut steps = Vec::new();
    let mut heard = |progress: &vi::Progress| {
        steps.push(*progress);
        observer(progress)
    };
    let result = vi::fit(model, &fit_options, &mut heard).map_err(|error| explain(error, model))?;
    Ok(Fit {
        report: report(model, &result)?,
        result,
        steps,
    })
}

/// Puts the model's names and places in an error that knows only numbers.
fn explain(error: FitError, model: &Model) -> FitFailure {
    let name = |coordinate: usize| {
        let names = model.coordinates();
        names.get(coordinate).cloned().unwrap_or_default()
    };
    match error {
        FitError::GradientDisagrees {
            coordinate,
            gradient,
            difference,
            ..
        } => FitFailure::GradientDisagrees {
            coordinate: name(coordinate),
            gradient,
            difference,
        },
        FitError::NoFiniteStart { tried, .. } => FitFailure::NoFiniteStart {
            tried,
            span: model.failure_at(&vec![0.0; model.coordinates().len()]),
        },
        FitError::RanAway {
            coordinate,
            quantity,
            value,
            ..
        } => FitFailure::RanAway {
            coordinate: name(coordinate),
            quantity,
            value,
        },
        other => FitFailure::Fit(other),
    }
}

fn report(model: &Model, result: &FitResult) -> Result<Report, ModelError> {
    let names = model.coordinates();
    let judged = result.judged();
    let (objective, under) = match result.chosen.minimises {
        Direction::Qp => (
            "D_KL(Q‖P) = E_{z~Q}[ln q(z) − ln p(z|x)]",
            "Q, the approximation",
        ),
        Direction::Pq => (
            "D_KL(P‖Q) = E_{z~P}[ln p(z|x) − ln q(z)]",
            "P, the posterior",
        ),
    };
    let gap = |direction: fn(&vi::evidence::Divergences) -> &vi::evidence::Certified| {
        judged.map_or_else(
            || result.evidence.log_evidence.clone(),
            |assessment| direction(&assessment.divergences).clone(),
        )
    };
    let said = |reason: &vi::Reason| Said {
        text: words::reason(reason, names),
        finding: reason.clone(),
    };
    let forces = result.forced.iter().map(|forced| Said {
        text: words::forced(forced, names),
        finding: forced.clone(),
    });
    Ok(Report {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        model: String::new(),
        data: None,
        dimension: result.dimension,
        seed: result.options.seed,
        partial: result.interrupted.is_some(),
        verdict: Verdict {
            decision: result.verdict.recommendation,
            supports: words::supports(result),
            reasons: result.verdict.reasons.iter().map(said).collect(),
            next: result.verdict.next_action.clone(),
            command: None,
        },
        expectation: Expectation {
            objective,
            under,
            forces: forces.collect(),
        },
        approximations: approximations(result),
        chosen: family(result.chosen.family),
        minimised: result.chosen.minimises,
        moments: result.pq.as_ref().map(|fit| MomentSource {
            method: fit.method,
            trustworthy: fit.is_trustworthy(),
            doubt: fit.doubt.as_ref().map(words::not_certified),
            effective_sample_size: fit.effective_sample_size,
        }),
        divergence_q_to_p: gap(|d| &d.q_from_p),
        divergence_p_to_q: gap(|d| &d.p_from_q),
        symmetric_sum: gap(|d| &d.symmetric_sum),
        log_evidence: result.evidence.log_evidence.clone(),
        weights: judged.map_or(result.draws.weights, |assessment| assessment.weights),
        certifier_weights: result.evidence.certifier.weights,
        reference: result.reference.as_ref().map(|r| reference(r, names)),
        search: Search {
            starts: result.initialisation.paths.len(),
            failed: result.initialisation.failed_paths,
            modes: result.initialisation.modes.len(),
        },
        modes: result.initialisation.modes.iter().map(mode).collect(),
        parameters: parameters(model, result)?,
        unconstrained: unconstrained(names, result),
        evaluations: result.evaluations.total(),
    })
}

fn family(source: vi::DrawSource) -> Family {
    match source {
        vi::DrawSource::MeanField => Family::MeanField,
        vi::DrawSource::LowRank => Family::LowRank,
        vi::DrawSource::Mixture => Family::Mixture,
        // The certifier's and the reference's draws are handed on, but never called Q.
        vi::DrawSource::FullRank | vi::DrawSource::Certifier | vi::DrawSource::Reference => {
            Family::FullRank
        }
    }
}

fn reference(result: &ReferenceResult, names: &[String]) -> ReferenceSummary {
    let report = &result.reference.report;
    let finite = |x: f64| Some(x).filter(|x| x.is_finite());
    let failures = report.failures.iter().map(|failure| Said {
        text: words::not_converged(failure, names),
        finding: failure.clone(),
    });
    ReferenceSummary {
        sampler: report.sampler,
        chains: report.options.chains,
        warmup: report.options.warmup,
        draws: report.options.draws,
        converged: report.converged(),
        failures: failures.collect(),
        r_hat: finite(report.r_hat),
        ess_bulk: finite(report.ess_bulk),
        ess_tail: finite(report.ess_tail),
        divergences: report.divergences,
        depth_hits: report.depth_hits,
        e_bfmi: report.e_bfmi.clone(),
        gradients: report.gradients,
        log_evidence: result.log_evidence.clone(),
    }
}

fn mode(mode: &vi::ModeReport) -> Mode {
    Mode {
        fit: mode.fit,
        starts: mode.paths,
        elbo: mode.elbo,
        evidence_share: mode.evidence_share,
    }
}

fn approximations(result: &FitResult) -> Vec<Approximation> {
    let describe = |family, minimises, assessment: &vi::Assessment, converged| Approximation {
        family,
        minimises,
        free_energy: assessment.splits.free_energy.clone(),
        complexity: assessment.splits.complexity.clone(),
        accuracy: assessment.splits.accuracy.clone(),
        energy: assessment.splits.energy.clone(),
        entropy: assessment.splits.entropy.clone(),
        gap: assessment.splits.gap.clone(),
        divergence_p_to_q: assessment.divergences.p_from_q.clone(),
        converged,
    };
    let mut found = Vec::new();
    let mut add = |family, minimises, assessment, converged| {
        found.push(describe(family, minimises, assessment, converged));
    };
    if let Some(fit) = &result.mean_field {
        add(
            Family::MeanField,
            Direction::Qp,
            &fit.assessment,
            fit.converged,
        );
    }
    if let Some(fit) = &result.full_rank {
        add(
            Family::FullRank,
            Direction::Qp,
            &fit.assessment,
            fit.converged,
        );
    }
    if let Some(fit) = &result.low_rank {
        add(
            Family::LowRank,
            Direction::Qp,
            &fit.assessment,
            fit.converged,
        );
    }
    if let Some(fit) = &result.mixtures.qp {
        add(
            Family::Mixture,
            Direction::Qp,
            &fit.assessment,
            fit.converged,
        );
    }
    if let Some(fit) = &result.pq {
        let trusted = fit.is_trustworthy();
        add(Family::MeanField, Direction::Pq, &fit.mean_field, trusted);
        add(Family::FullRank, Direction::Pq, &fit.assessment, trusted);
    }
    if let Some(fit) = &result.mixtures.pq {
        add(
            Family::Mixture,
            Direction::Pq,
            &fit.assessment,
            fit.converged,
        );
    }
    found
}

fn unconstrained(names: &[String], result: &FitResult) -> Unconstrained {
    let moments = |fit: &vi::MeanFieldResult| {
        let pairs = fit.mean.iter().zip(&fit.log_sd);
        pairs
            .map(|(&mean, log_sd)| Moments {
                mean,
                sd: log_sd.exp(),
            })
            .collect()
    };
    Unconstrained {
        coordinates: names.to_vec(),
        mean_field: result.mean_field.as_ref().map(moments),
        linear_response_sd: match &result.linear_response {
            LinearResponseResult::Available { sd, .. } => Some(sd.clone()),
            LinearResponseResult::NotAvailable { .. } => None,
        },
        low_rank: result.low_rank.as_ref().map(low_rank_moments),
        full_rank_mean: result.full_rank.as_ref().map(|fit| fit.mean.clone()),
        full_rank_cholesky: result.full_rank.as_ref().map(|fit| fit.cholesky.clone()),
        pq_mean: trusted(result).map(|fit| fit.mean.clone()),
        pq_cholesky: trusted(result).map(|fit| fit.cholesky.clone()),
        mixture: match result.chosen.minimises {
            Direction::Qp => result.mixtures.qp.as_ref(),
            Direction::Pq => result.mixtures.pq.as_ref(),
        }
        .map(|fit| fit.components.clone()),
    }
}

fn low_rank_moments(fit: &vi::LowRankResult) -> Vec<Moments> {
    let pairs = fit.mean.iter().zip(&fit.sd);
    pairs.map(|(&mean, &sd)| Moments { mean, sd }).collect()
}

/// Every account of every parameter and transformed parameter.
fn parameters(model: &Model, result: &FitResult) -> Result<Vec<Parameter>, ModelError> {
    let columns: Vec<_> = model
        .columns()
        .iter()
        .filter(|column| column.block != Block::GeneratedQuantities)
        .collect();
    let marginals = Marginals::new(model, columns.len(), result.options.seed);
    let under = |gaussian: Option<Gaussian>| {
        gaussian
            .map(|gaussian| marginals.under(&gaussian))
            .transpose()
    };
    let mean_field = under(mean_field(result))?;
    let linear_response = linear_response(&marginals, result)?;
    let low_rank = under(result.low_rank.as_ref().map(vi::LowRankResult::gaussian))?;
    let full_rank = under(full_rank(result))?;
    let pq = under(trusted(result).map(|fit| dense(&fit.mean, &fit.cholesky)))?;
    let weighted = weighted(&marginals, result)?;
    let reference = result.reference.as_ref();
    let sampled = reference
        .map(|r| marginals.sampled(&r.reference))
        .transpose()?;
    let converged = reference.is_some_and(ReferenceResult::converged);
    let at = |accounts: &Option<Vec<Moments>>, index: usize| {
        accounts.as_ref().and_then(|all| all.get(index).copied())
    };
    let rows = columns.iter().enumerate().map(|(index, column)| {
        let mut parameter = Parameter {
            name: column.name.clone(),
            mean_field: at(&mean_field, index),
            linear_response: at(&linear_response, index),
            full_rank: at(&full_rank, index),
            low_rank: at(&low_rank, index),
            pq: at(&pq, index),
            weighted: at(&weighted, index),
            reference: sampled.as_ref().and_then(|all| all.get(index).copied()),
            note: String::new(),
        };
        parameter.note = note(&parameter, converged);
        parameter
    });
    Ok(rows.collect())
}

fn mean_field(result: &FitResult) -> Option<Gaussian> {
    let fit = result.mean_field.as_ref()?;
    let sd: Vec<f64> = fit.log_sd.iter().map(|log| log.exp()).collect();
    Some(Gaussian::independent(fit.mean.clone(), &sd))
}

/// Every column by linear response, where there is one.
fn linear_response(
    marginals: &Marginals<'_>,
    result: &FitResult,
) -> Result<Option<Vec<Moments>>, ModelError> {
    match (&result.mean_field, &result.linear_response) {
        (Some(fit), LinearResponseResult::Available { covariance, .. }) => {
            let sd: Vec<f64> = fit.log_sd.iter().map(|log| log.exp()).collect();
            marginals.linear_response(&fit.mean, &sd, covariance)
        }
        _ => Ok(None),
    }
}

fn full_rank(result: &FitResult) -> Option<Gaussian> {
    let fit = result.full_rank.as_ref()?;
    Some(dense(&fit.mean, &fit.cholesky))
}

/// The fit by D_KL(P‖Q), where its moments can be trusted.
fn trusted(result: &FitResult) -> Option<&vi::PqResult> {
    result.pq.as_ref().filter(|fit| fit.is_trustworthy())
}

/// The Gaussian with the rows of this lower triangle as its Cholesky factor.
fn dense(mean: &[f64], triangle: &[Vec<f64>]) -> Gaussian {
    let dimension = mean.len();
    let lower = Matrix::from_fn(dimension, dimension, |i, j| {
        triangle[i].get(j).copied().unwrap_or(0.0)
    });
    Gaussian::new(mean.to_vec(), Cholesky::from_lower(lower))
}

/// By the weights of the fit's draws, where these can be trusted and the evidence is certified.
fn weighted(
    marginals: &Marginals<'_>,
    result: &FitResult,
) -> Result<Option<Vec<Moments>>, ModelError> {
    let draws = &result.draws;
    // Reference draws have a column of their own.
    let certified = result.weighted_moments.is_some() && draws.source != vi::DrawSource::Reference;
    if !(certified && draws.weights.pass()) {
        return Ok(None);
    }
    let weights: Vec<f64> = draws.log_weights.iter().map(|log| log.exp()).collect();
    marginals.weighted(&draws.points, &weights).map(Some)
}

/// Says where an account disagrees with the best one there is.
fn note(parameter: &Parameter, trusted: bool) -> String {
    let reference = parameter.reference.filter(|_| trusted).map(|c| Moments {
        mean: c.mean,
        sd: c.sd,
    });
    let best = reference
        .or(parameter.weighted)
        .or(parameter.full_rank)
        .or(parameter.low_rank)
        .or(parameter.linear_response);
    let Some(best) = best else {
        return String::new();
    };
    let accounts = [
        ("mean field", parameter.mean_field),
        ("lin. response", parameter.linear_response),
        ("full rank", parameter.full_rank),
        ("low rank", parameter.low_rank),
        ("pq", parameter.pq),
        ("weighted", reference.and(parameter.weighted)),
    ];
    let mut notes = Vec::new();
    for (name, account) in accounts {
        let Some(account) = account else { continue };
        let ratio = account.sd / best.sd;
        if (ratio - 1.0).abs() > SD_NOTE {
            notes.push(format!("{name} ×{ratio:.2}"));
        }
        let shift = (account.mean - best.mean) / best.sd;
        if shift.abs() > MEAN_NOTE {
            notes.push(format!("{name} mean {} sd", words::difference(shift)));
        }
    }
    notes.join(", ")
}
