//! From the tree to anything a question can be asked about.

use super::ast::Expression;
use super::error::ExpressionError;
use crate::distributions::{Distribution, Mixture};

impl Expression {
    /// The distribution this is: a law, or a mixture of laws.
    ///
    /// # Errors
    /// As [`Expression::law`], and where a mixture is not one.
    pub fn distribution(&self) -> Result<Distribution, ExpressionError> {
        let call = self.call()?;
        if call.canonical_name() != "mixture" {
            return Ok(Distribution::Law(self.law()?));
        }
        let components = call.components(self.span)?;
        let (weights, parts): (Vec<f64>, Vec<&Expression>) = components.into_iter().unzip();
        let laws = parts
            .into_iter()
            .map(Expression::law)
            .collect::<Result<Vec<_>, _>>()?;
        let mixture = Mixture::new(weights, laws).map_err(|source| ExpressionError::Mixture {
            span: self.span,
            source,
        })?;
        Ok(Distribution::Mixture(mixture))
    }
}
