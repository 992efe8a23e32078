//! The ladder for distributions of several variables: formulas of the pair, a reduction to one
//! dimension, a structural rule, draws.

mod directions;
mod histograms;
mod matrix_normals;
mod mixtures;
mod monte_carlo;
mod normals;
mod products;
mod relative;
mod simplices;
mod student;
mod wisharts;

#[cfg(test)]
mod tests;

pub(crate) use mixtures::lower as mixture_lower;

use super::closed::Formula;
use super::{Answer, CANCELLATION};
use crate::distributions::Distribution;
use crate::distributions::multivariate::{MultivariateLaw, Space};
use crate::question::QuestionError;
use crate::result::{Method, Value, Witness};

/// D_KL(Q‖P) where one of the two is not a distribution of a single variable; None where both are.
pub(super) fn kl(q: &Distribution, p: &Distribution) -> Option<Result<Answer, QuestionError>> {
    if q.as_multivariate().is_none() && p.as_multivariate().is_none() {
        return None;
    }
    if let (Distribution::PushForward(a), Distribution::PushForward(b)) = (q, p)
        && a.map() == b.map()
    {
        // A common bijection leaves the divergence as it is.
        let answer = super::kl(a.base(), b.base());
        return Some(answer.map(|(value, _)| (value, Method::Structural)));
    }
    if let Some(answer) = histograms::kl(q, p) {
        return Some(answer);
    }
    let known = |d: &Distribution| match d {
        Distribution::PushForward(image) => image.known(),
        _ => None,
    };
    let (known_q, known_p) = (known(q), known(p));
    if known_q.is_some() || known_p.is_some() {
        let (q, p) = (known_q.as_ref().unwrap_or(q), known_p.as_ref().unwrap_or(p));
        return Some(super::kl(q, p));
    }
    let (space_q, space_p) = (q.space(), p.space());
    let (under_dimension, reference_dimension) = (space_q.dimension(), space_p.dimension());
    if under_dimension != reference_dimension {
        return Some(Err(QuestionError::Dimensions {
            under: q.to_string(),
            under_dimension,
            reference: p.to_string(),
            reference_dimension,
        }));
    }
    if let Some(witness) = singular(&space_q, &space_p) {
        return Some(Ok((Value::Infinite { witness }, Method::Analytic)));
    }
    Some(Ok(match (q, p) {
        (Distribution::Multivariate(a), Distribution::Multivariate(b)) => {
            laws(a, b).unwrap_or_else(|| monte_carlo::kl(q, p))
        }
        _ => {
            if let Some(answer) = products::kl(q, p) {
                return Some(answer);
            }
            mixtures::bounds(q, p).unwrap_or_else(|| monte_carlo::kl(q, p))
        }
    }))
}

/// Why two spaces with as many coordinates have no common measure, if they have none.
fn singular(q: &Space, p: &Space) -> Option<Witness> {
    let same = match (q, p) {
        // The total is no reason by itself; a point that shows it is better.
        (Space::Counts { .. }, Space::Counts { .. }) => true,
        _ => q.measure() == p.measure(),
    };
    (!same).then(|| Witness::Structure {
        why: format!("mutually singular: the first lives on {q} and the second on {p}"),
    })
}

/// By a formula or an integral, where there is one.
fn laws(q: &MultivariateLaw, p: &MultivariateLaw) -> Option<Answer> {
    use MultivariateLaw as L;

    if q == p {
        return Some((exact(0.0, 0.0), Method::ClosedForm));
    }
    if let (Some(q), Some(p)) = (q.gaussian(), p.gaussian()) {
        return Some((normals::kl(q, p), Method::ClosedForm));
    }
    if let (Some(q), Some(p)) = (multinomial(q), multinomial(p)) {
        let value = simplices::multinomial(q, p);
        let infinite = matches!(value, Value::Infinite { .. });
        let method = if infinite {
            Method::Analytic
        } else {
            Method::ClosedForm
        };
        return Some((value, method));
    }
    let formula = match (q, p) {
        (L::Dirichlet(q), L::Dirichlet(p)) => simplices::dirichlet(q, p),
        (L::Wishart(q), L::Wishart(p)) => wisharts::wishart(q.parts(), p.parts()),
        (L::InvWishart(q), L::InvWishart(p)) => wisharts::inv_wishart(q.parts(), p.parts()),
        (L::NormalInverseWishart(q), L::NormalInverseWishart(p)) if q.mu.len() == p.mu.len() => {
            wisharts::normal_inverse_wishart(q, p)
        }
        (L::NormalInverseGamma(q), L::NormalInverseGamma(p)) => {
            wisharts::normal_inverse_gamma(q, p)?
        }
        (L::VonMisesFisher(q), L::VonMisesFisher(p)) => directions::kl(q, p),
        (L::MatrixNormal(q), L::MatrixNormal(p))
            if q.parts().mean.rows() == p.parts().mean.rows() =>
        {
            return Some((matrix_normals::kl(q, p), Method::ClosedForm));
        }
        _ => {
            return student::kl(q, p);
        }
    };
    Some((of_formula(formula), Method::ExponentialFamily))
}

fn multinomial(law: &MultivariateLaw) -> Option<&crate::distributions::multivariate::Multinomial> {
    match law {
        MultivariateLaw::Multinomial(law) => Some(law),
        MultivariateLaw::OneHotCategorical(law) => Some(law.multinomial()),
        _ => None,
    }
}

/// A value with an absolute error beyond rounding.
fn exact(nats: f64, error: f64) -> Value {
    let relative = error / nats.abs();
    Value::Exact {
        nats: nats.max(0.0),
        relative_error: (relative > 1e-13).then_some(relative),
    }
}

/// A formula's value; where its terms nearly cancel, with the error that leaves.
fn of_formula(formula: Formula) -> Value {
    let cancels = formula.nats < CANCELLATION * formula.magnitude;
    exact(
        formula.nats,
        if cancels {
            f64::EPSILON * formula.magnitude
        } else {
            0.0
        },
    )
}
