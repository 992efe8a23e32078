//! Log densities of distributions: vectorised, summed, truncated.

use super::builtins;
use super::tracer::Tracer;
use super::value::{Array, Elements, Lowered, Shape, Stop, Value};
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{Expression, ExpressionKind, Truncation};
use kullback_graph::{Binary, Density, DensityTerm, Kernel, Unary};

/// The name of a distribution without the suffix of its density, and whether there was one.
pub(crate) fn without_suffix(name: &str) -> Option<&str> {
    ["_lpdf", "_lpmf", "_lupdf", "_lupmf"]
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
}

/// The elementary density with this Stan name.
pub(crate) fn elementary(name: &str) -> Option<Density> {
    Density::ALL
        .iter()
        .copied()
        .find(|density| builtins::same_name(&format!("{density:?}"), name))
}

impl Tracer<'_> {
    /// Adds the log density `name(values)` to the target, once for every iteration.
    pub(crate) fn add_density(
        &mut self,
        name: &str,
        values: &[Value],
        likelihood: bool,
        span: Span,
    ) -> Lowered<()> {
        let current = self.levels.current();
        let Some(density) = without_suffix(name).and_then(elementary) else {
            let value = builtins::call(self, name, values, span)?;
            return self.add_to_target(&value, likelihood, span);
        };
        let mut values = values.to_vec();
        // A term without anything that varies still counts once for every iteration.
        if values.iter().all(|v| v.level < current) {
            let first = self.promoted(&values[0]);
            let array = self.reals(&first);
            let size = first.shape.size();
            let array = self.lift(array, first.level, size, current, array.body, span)?;
            values[0] = Value {
                level: current,
                elements: Elements::Reals(array),
                ..first
            };
        }
        let value = self.density(density, name, &values, true, span)?;
        self.push_target(value, likelihood, span)
    }

    fn push_target(&mut self, value: Value, likelihood: bool, span: Span) -> Lowered<()> {
        // The value is already the sum over all iterations.
        match value.elements {
            Elements::Reals(array) if array.body => {
                match self.island.as_mut() {
                    Some(island) => island.accumulate(array.operand, likelihood),
                    None => return Err(Stop::unsupported(span, "this density")),
                }
                Ok(())
            }
            _ => {
                let array = self.reals(&value);
                self.terms.push(super::tracer::Term {
                    value: array.operand,
                    likelihood,
                });
                Ok(())
            }
        }
    }

    /// The log density of an elementary distribution, summed over the elements of each iteration, or
    /// over everything when `all`.
    pub(crate) fn density(
        &mut self,
        density: Density,
        name: &str,
        values: &[Value],
        all: bool,
        span: Span,
    ) -> Lowered<Value> {
        if values.len() != density.arity() {
            return Err(Stop::unsupported(
                span,
                format!("`{name}` with these arguments"),
            ));
        }
        self.check_domains(density, name, values, span)?;
        let references: Vec<&Value> = values.iter().collect();
        let (shape, level, arrays) = self.broadcast(&references, span)?;
        let body = arrays.iter().any(|a| a.body);
        let instances = self.instances(level, body);
        let total = instances * shape.size();
        let segments = if all { 1 } else { instances };
        let reads_data = values[0].reads_data;
        let zero = |tracer: &mut Self| tracer.constant(&vec![0.0; segments]);
        if total == 0 {
            let array = zero(self);
            return Ok(Value::reals(
                Shape::SCALAR,
                if all { 0 } else { level },
                array,
            ));
        }
        let mut sum: Option<Array> = None;
        for (term, arguments) in density.terms() {
            let inputs: Vec<Array> = arguments.iter().map(|&k| arrays[k]).collect();
            let length = inputs.iter().map(Array::len).max().unwrap_or(1);
            let value = if inputs.is_empty() || length < total {
                let kernel = Kernel::Density(DensityTerm {
                    term: *term,
                    segments: 1,
                });
                let value = self.emit(kernel, &inputs, span)?;
                let times = (total / segments) as f64;
                if times == 1.0 {
                    value
                } else {
                    let times = self.constant(&[times]);
                    self.emit(Kernel::Binary(Binary::Multiply), &[value, times], span)?
                }
            } else {
                let kernel = Kernel::Density(DensityTerm {
                    term: *term,
                    segments,
                });
                self.emit(kernel, &inputs, span)?
            };
            sum = Some(match sum {
                None => value,
                Some(sum) => self.emit(Kernel::Binary(Binary::Add), &[sum, value], span)?,
            });
        }
        let mut array = match sum {
            Some(sum) => sum,
            None => zero(self),
        };
        if array.len() != segments {
            array = self.gather(array, vec![0; segments], span)?;
        }
        let level = if all && !array.body { 0 } else { level };
        Ok(Value::reals(Shape::SCALAR, level, array).reading(reads_data))
    }

    /// Known arguments outside the domain of a density are an error in the program or its data.
    fn check_domains(
        &self,
        density: Density,
        name: &str,
        values: &[Value],
        span: Span,
    ) -> Lowered<()> {
        for (k, (value, domain)) in values.iter().zip(density.domains()).enumerate() {
            let known = match &value.elements {
                Elements::Reals(array) if !array.body => self
                    .builder
                    .constant_values(array.operand)
                    .map(<[f64]>::to_vec),
                Elements::Ints(ints) => Some(ints.iter().map(|&i| i as f64).collect()),
                Elements::Reals(_) => None,
            };
            let Some(known) = known else { continue };
            if let Some((e, x)) = known.iter().enumerate().find(|(_, x)| !domain.holds(**x)) {
                let what = match k {
                    0 => "the variate".to_string(),
                    k => format!("argument {k}"),
                };
                let place = if known.len() == 1 {
                    String::new()
                } else {
                    format!(" at element {}", e + 1)
                };
                let diagnostic = Diagnostic::error(
                    "KS0611",
                    span,
                    format!(
                        "{what} of `{name}` must be {}, but it is {x}{place}",
                        domain.description()
                    ),
                );
                return Err(diagnostic.into());
            }
        }
        Ok(())
    }
}

/// `variate ~ distribution(…) T[lower, upper]`
pub(crate) struct Truncated<'e> {
    density: &'e Expression,
    truncation: &'e Truncation,
}

impl<'e> Truncated<'e> {
    pub(crate) fn new(density: &'e Expression, truncation: &'e Truncation) -> Self {
        Self {
            density,
            truncation,
        }
    }

    /// Adds the truncated log density to the target: the density less the log of the probability that
    /// the distribution gives to the interval.
    pub(crate) fn add(
        &mut self,
        tracer: &mut Tracer<'_>,
        variate: &Value,
        likelihood: bool,
        span: Span,
    ) -> Lowered<()> {
        let ExpressionKind::Builtin {
            function,
            arguments,
        } = &self.density.kind
        else {
            return Err(Stop::unsupported(
                span,
                "truncation of a user-defined distribution",
            ));
        };
        let name = crate::signatures::name(*function);
        let Some(base) = without_suffix(name) else {
            return Err(Stop::unsupported(span, "this truncation"));
        };
        let mut settings = Vec::new();
        for argument in &arguments[1..] {
            settings.push(tracer.evaluate(argument)?);
        }
        let mut values = vec![variate.clone()];
        values.extend(settings.iter().cloned());
        tracer.at(span);
        tracer.add_density(name, &values, likelihood, span)?;
        let discrete = name.ends_with("pmf");
        let bound = |tracer: &mut Tracer<'_>, bound: Option<&Expression>| match bound {
            Some(expression) => tracer.evaluate(expression).map(Some),
            None => Ok(None),
        };
        let lower = bound(tracer, self.truncation.lower.as_ref())?;
        let upper = bound(tracer, self.truncation.upper.as_ref())?;
        self.check_support(tracer, variate, lower.as_ref(), upper.as_ref(), span)?;
        // The normaliser counts once for every element of the variate, unless the settings are
        // containers themselves: then the cumulative function sums over them.
        let containers = settings.iter().any(|s| !s.shape.is_scalar());
        let cumulative = |tracer: &mut Tracer<'_>, suffix: &str, x: &Value| {
            let mut arguments = vec![x.clone()];
            arguments.extend(settings.iter().cloned());
            builtins::call(tracer, &format!("{base}{suffix}"), &arguments, span)
        };
        let below = |tracer: &mut Tracer<'_>, x: &Value| match discrete {
            true => tracer.infix(
                crate::hir::BinaryOperator::Subtract,
                x,
                &Value::int(1),
                span,
            ),
            false => Ok(x.clone()),
        };
        let normaliser = match (&lower, &upper) {
            (Some(lower), None) => {
                let lower = below(tracer, lower)?;
                cumulative(tracer, "_lccdf", &lower)?
            }
            (None, Some(upper)) => cumulative(tracer, "_lcdf", upper)?,
            (Some(lower), Some(upper)) => {
                if containers {
                    return Err(Stop::unsupported(
                        span,
                        "truncation on both sides with a container among the settings",
                    ));
                }
                let lower = below(tracer, lower)?;
                let high = cumulative(tracer, "_lcdf", upper)?;
                let low = cumulative(tracer, "_lcdf", &lower)?;
                tracer.binary(Binary::LogDiffExp, &high, &low, span)?
            }
            (None, None) => return Ok(()),
        };
        let mut negative = tracer.unary(Unary::Negate, &normaliser, span)?;
        if !containers && !variate.shape.is_scalar() {
            let times = tracer.real(variate.shape.size() as f64);
            negative = tracer.binary(Binary::Multiply, &negative, &times, span)?;
        }
        tracer.add_to_target(&negative, likelihood, span)
    }

    /// A known variate outside known bounds has density zero.
    fn check_support(
        &self,
        tracer: &Tracer<'_>,
        variate: &Value,
        lower: Option<&Value>,
        upper: Option<&Value>,
        span: Span,
    ) -> Lowered<()> {
        let Some(variates) = tracer.known_reals(variate) else {
            return Ok(());
        };
        for (bound, outside) in [
            (lower, (|x: f64, b: f64| x < b) as fn(f64, f64) -> bool),
            (upper, |x: f64, b: f64| x > b),
        ] {
            if let Some(bound) = bound
                && bound.shape.is_scalar()
                && let Some(bounds) = tracer.known_reals(bound)
                && let [b] = bounds[..]
                && let Some(x) = variates.iter().find(|x| outside(**x, b))
            {
                let message =
                    format!("{x} lies outside the truncation at {b}: its density is zero");
                return Err(Stop::error("KS0612", span, message));
            }
        }
        Ok(())
    }
}
