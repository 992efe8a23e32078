//! From the tree to laws, numbers and vectors.

use super::ast::{Call, Expression, Kind, NamedArgument, Span};
use super::error::ExpressionError;
use super::names::suggestion;
use crate::distributions::multivariate::{Matrix, MultivariateLaw};
use crate::distributions::{Argument, Law, LawError};

impl Expression {
    /// The univariate law that a call is.
    ///
    /// # Errors
    /// Where this is no call, the name is no univariate law (with what may have been meant), or the
    /// arguments are wrong; the error has the place.
    pub fn law(&self) -> Result<Law, ExpressionError> {
        match &self.kind {
            Kind::Call(call) => call.law(self.span),
            _ => Err(self.expected("a distribution")),
        }
    }

    /// The call this is, without a weight.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn call(&self) -> Result<&Call, ExpressionError> {
        match &self.kind {
            Kind::Call(call) => Ok(call),
            _ => Err(self.expected("a distribution")),
        }
    }

    /// The number this is.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn number(&self) -> Result<f64, ExpressionError> {
        match self.kind {
            Kind::Number(value) => Ok(value),
            _ => Err(self.expected("a number")),
        }
    }

    /// The list of numbers this is.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn vector(&self) -> Result<Vec<f64>, ExpressionError> {
        match &self.kind {
            Kind::List(items) => items.iter().map(Self::number).collect(),
            _ => Err(self.expected("a list of numbers")),
        }
    }

    /// The rows of the matrix this is, all of the same length.
    ///
    /// # Errors
    /// Where it is something else, or the rows differ in length.
    pub fn matrix(&self) -> Result<Vec<Vec<f64>>, ExpressionError> {
        let Kind::List(items) = &self.kind else {
            return Err(self.expected("a list of rows"));
        };
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for item in items {
            let row = item.vector()?;
            let width = rows.first().map_or(row.len(), Vec::len);
            if row.len() != width {
                return Err(ExpressionError::Syntax {
                    span: item.span,
                    expected: format!("a row of {width} numbers"),
                    found: format!("{}", row.len()),
                });
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn expected(&self, what: &str) -> ExpressionError {
        ExpressionError::Syntax {
            span: self.span,
            expected: what.to_string(),
            found: self.description(),
        }
    }

    fn argument(&self) -> Result<Argument, ExpressionError> {
        match &self.kind {
            Kind::Number(value) => Ok(Argument::Number(*value)),
            Kind::List(items) if items.iter().any(|item| matches!(item.kind, Kind::List(_))) => {
                let rows = self.matrix()?;
                let columns = rows.first().map_or(0, Vec::len);
                let entry = |i: usize, j: usize| rows[i][j];
                Ok(Argument::Matrix(Matrix::from_fn(
                    rows.len(),
                    columns,
                    entry,
                )))
            }
            Kind::List(_) => Ok(Argument::Vector(self.vector()?)),
            _ => Err(self.expected("a number or a list of numbers")),
        }
    }
}

impl Call {
    /// The components of a mixture with their weights, which must be between 0 and 1 and sum to 1 to
    /// 1e-8.
    ///
    /// # Errors
    /// Where a component has no weight, or the weights are wrong; nothing is normalised.
    pub fn components(&self, span: Span) -> Result<Vec<(f64, &Expression)>, ExpressionError> {
        let mut found = Vec::new();
        for argument in &self.arguments {
            let Kind::Weighted {
                weight,
                weight_span,
                of,
            } = &argument.value.kind
            else {
                return Err(argument.value.expected("`weight * distribution`"));
            };
            if !(0.0..=1.0).contains(weight) {
                return Err(ExpressionError::Weight {
                    span: *weight_span,
                    weight: *weight,
                });
            }
            found.push((*weight, of.as_ref()));
        }
        let sum: f64 = found.iter().map(|(weight, _)| weight).sum();
        if (sum - 1.0).abs() > 1e-8 {
            return Err(ExpressionError::Weights {
                span,
                name: self.name.clone(),
                sum,
            });
        }
        Ok(found)
    }

    fn law(&self, span: Span) -> Result<Law, ExpressionError> {
        let name = self.canonical_name();
        let entry = Law::CATALOGUE.iter().find(|(law, _)| *law == name);
        let Some((law, parameters)) = entry else {
            return Err(self.unknown(name));
        };
        let arguments = self.in_order(law, parameters, span)?;
        Law::by_name(law, &arguments).map_err(|source| ExpressionError::Law {
            span: self.blame(&source, parameters).unwrap_or(span),
            source,
        })
    }

    /// The law of several variables that this is, None where the name is not one's.
    pub(super) fn multivariate(
        &self,
        span: Span,
    ) -> Option<Result<MultivariateLaw, ExpressionError>> {
        let name = self.canonical_name();
        let mut entries = MultivariateLaw::CATALOGUE.iter();
        let &(law, parameters) = entries.find(|(law, _)| *law == name)?;
        let made = self.in_order(law, parameters, span).and_then(|arguments| {
            MultivariateLaw::by_name(law, &arguments).map_err(|source| ExpressionError::Law {
                span: self.blame(&source, parameters).unwrap_or(span),
                source,
            })
        });
        Some(made)
    }

    fn unknown(&self, name: &str) -> ExpressionError {
        let span = self.name_span;
        match Law::by_name(name, &[]) {
            Err(source @ LawError::NotALaw { .. }) => ExpressionError::Law { span, source },
            _ => ExpressionError::UnknownName {
                span,
                name: self.name.clone(),
                suggestion: suggestion(name),
            },
        }
    }

    /// Positional arguments, then named ones, in the order of the parameters.
    fn in_order(
        &self,
        law: &'static str,
        parameters: &'static [&'static str],
        span: Span,
    ) -> Result<Vec<Argument>, ExpressionError> {
        let mut places: Vec<Option<Argument>> = vec![None; parameters.len()];
        for (position, argument) in self.arguments.iter().enumerate() {
            let place = place_of(argument, position, law, parameters)?;
            let value = argument.value.argument()?;
            let Some(slot) = places.get_mut(place) else {
                return Err(ExpressionError::Law {
                    span: argument.value.span,
                    source: LawError::WrongCount {
                        law,
                        expected: signature(parameters),
                        found: self.arguments.len(),
                    },
                });
            };
            if slot.is_some() {
                return Err(ExpressionError::RepeatedParameter {
                    span: argument.value.span,
                    law: law.to_string(),
                    parameter: parameters[place],
                });
            }
            *slot = Some(value);
        }
        let missing = places.iter().position(Option::is_none);
        if let Some(parameter) = missing.and_then(|place| parameters.get(place).copied()) {
            return Err(ExpressionError::MissingParameter {
                span,
                law: law.to_string(),
                parameter,
                parameters: parameters.join(", "),
            });
        }
        Ok(places.into_iter().flatten().collect())
    }

    /// Where the argument stands that a law refuses.
    fn blame(&self, source: &LawError, parameters: &[&'static str]) -> Option<Span> {
        let guilty = match source {
            LawError::Invalid(invalid) => invalid.parameter,
            LawError::WrongShape { parameter, .. } => parameter,
            LawError::Array(array) => array.parameter()?,
            _ => return None,
        };
        // "sum of theta" is about theta.
        let guilty = guilty.rsplit(' ').next().unwrap_or(guilty);
        let place = parameters.iter().position(|name| *name == guilty)?;
        let named = |argument: &&NamedArgument| {
            argument
                .name
                .as_ref()
                .is_some_and(|(name, _)| name == guilty)
        };
        let argument = self
            .arguments
            .iter()
            .find(named)
            .or_else(|| self.arguments.get(place));
        argument.map(|argument| argument.value.span)
    }
}

fn signature(parameters: &[&'static str]) -> String {
    if parameters.is_empty() {
        "no arguments".to_string()
    } else {
        format!("({})", parameters.join(", "))
    }
}

fn place_of(
    argument: &NamedArgument,
    position: usize,
    law: &'static str,
    parameters: &'static [&'static str],
) -> Result<usize, ExpressionError> {
    let Some((name, span)) = &argument.name else {
        return Ok(position);
    };
    let place = parameters.iter().position(|parameter| parameter == name);
    place.ok_or_else(|| ExpressionError::UnknownParameter {
        span: *span,
        law: law.to_string(),
        name: name.clone(),
        parameters: parameters.join(", "),
    })
}
