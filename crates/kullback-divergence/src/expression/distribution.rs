//! From the tree to anything a question can be asked about.

use super::ast::{Call, Expression, Span};
use super::error::ExpressionError;
use crate::distributions::multivariate::{
    Bijection, InvalidArray, MultivariateMixture, NotBijective, Product, PushForward,
};
use crate::distributions::{Distribution, LawError, Mixture};

impl Expression {
    /// The distribution this is: a law of one or several variables, a mixture of such, a
    /// `product(…)` of independent parts, or the image of one of these under a bijection, as
    /// `exp(normal(0, 1))` or `affine(1, 2, gamma(2, 1))` for 1 + 2X.
    ///
    /// # Errors
    /// As [`Expression::law`], and where a mixture or a product is not one, or a map is not one to one.
    pub fn distribution(&self) -> Result<Distribution, ExpressionError> {
        let call = self.call()?;
        match call.canonical_name() {
            "mixture" => mixture(call, self.span),
            Product::NAME => {
                let parts = call.arguments.iter().map(|part| part.value.distribution());
                let parts = parts.collect::<Result<Vec<_>, _>>()?;
                let product = Product::new(parts).map_err(|error| refused(self.span, error))?;
                Ok(Distribution::Product(product))
            }
            _ => {
                if let Some(law) = call.multivariate(self.span) {
                    return Ok(Distribution::Multivariate(law?));
                }
                match image(call, self.span) {
                    Some(image) => image,
                    None => Ok(Distribution::Law(self.law()?)),
                }
            }
        }
    }
}

/// The image of a distribution under a map, None where this is no map of a distribution.
fn image(call: &Call, span: Span) -> Option<Result<Distribution, ExpressionError>> {
    let (base, numbers) = call.arguments.split_last()?;
    base.value.call().ok()?;
    let map = match numbers {
        [] => Bijection::by_name(&call.name),
        [shift, scale] if call.name == "affine" => {
            let numbers = shift
                .value
                .number()
                .and_then(|a| Ok((a, scale.value.number()?)));
            match numbers {
                Ok((shift, scale)) => Bijection::affine(shift, scale),
                Err(error) => return Some(Err(error)),
            }
        }
        _ => return None,
    };
    if matches!(map, Err(NotBijective::Unknown { .. })) {
        return None;
    }
    let made = base.value.distribution().and_then(|base| {
        map.and_then(|map| PushForward::new(map, base))
            .map(Distribution::PushForward)
            .map_err(|source| ExpressionError::Map { span, source })
    });
    Some(made)
}

fn mixture(call: &Call, span: Span) -> Result<Distribution, ExpressionError> {
    let components = call.components(span)?;
    let (weights, parts): (Vec<f64>, Vec<&Expression>) = components.into_iter().unzip();
    let several = |part: &Expression| {
        let call = part.call().ok()?;
        call.multivariate(part.span)
    };
    if let Some(laws) = parts
        .iter()
        .map(|part| several(part))
        .collect::<Option<Vec<_>>>()
        && !laws.is_empty()
    {
        let laws = laws.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mixture = MultivariateMixture::new(weights, laws).map_err(|e| refused(span, e))?;
        return Ok(Distribution::MultivariateMixture(mixture));
    }
    let laws = parts
        .into_iter()
        .map(Expression::law)
        .collect::<Result<Vec<_>, _>>()?;
    let mixture =
        Mixture::new(weights, laws).map_err(|source| ExpressionError::Mixture { span, source })?;
    Ok(Distribution::Mixture(mixture))
}

fn refused(span: Span, error: InvalidArray) -> ExpressionError {
    ExpressionError::Law {
        span,
        source: LawError::Array(error),
    }
}
