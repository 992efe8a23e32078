//! From the tree to anything a question can be asked about.

use super::ast::{Call, Expression, Span};
use super::error::ExpressionError;
use crate::distributions::multivariate::{InvalidArray, MultivariateMixture, Product};
use crate::distributions::{Distribution, LawError, Mixture};

impl Expression {
    /// The distribution this is: a law of one or several variables, a mixture of such, or a
    /// `product(…)` of independent parts.
    ///
    /// # Errors
    /// As [`Expression::law`], and where a mixture or a product is not one.
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
            _ => match call.multivariate(self.span) {
                Some(law) => Ok(Distribution::Multivariate(law?)),
                None => Ok(Distribution::Law(self.law()?)),
            },
        }
    }
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
