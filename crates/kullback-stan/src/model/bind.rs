//! Binding a program to data: the data block is read and checked, transformed data are computed, and
//! the parameters get their sizes.

use super::ModelError;
use crate::data::{Data, Misfit, flatten, read_int, read_real};
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{Block, Constraint, Declaration, Expression, Program, StatementKind, VariableId};
use crate::lower::tracer::{Mode, Tracer};
use crate::lower::transforms::free_count;
use crate::lower::value::{Container, Elements, Shape, Stop, Value};
use kullback_graph::Builder;
use kullback_math::random::Stream;

/// The value of a variable of the data or transformed data block.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) variable: VariableId,
    pub(crate) shape: Shape,
    pub(crate) elements: KnownElements,
    pub(crate) reads_data: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum KnownElements {
    Ints(Vec<i64>),
    Reals(Vec<f64>),
}

/// A parameter with its size.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) shape: Shape,
    /// Its first unconstrained coordinate and how many it has.
    pub(crate) first: usize,
    pub(crate) count: usize,
}

/// Everything that is known before the parameters are.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    pub(crate) known: Vec<Known>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) dimension: usize,
    pub(crate) printed: Vec<String>,
}

/// The stream of random numbers for transformed data; generated quantities of draw k use k + 1.
const TRANSFORMED_DATA: u64 = 0;

impl Bound {
    /// Reads the data, runs transformed data, and sizes the parameters.
    pub(crate) fn new(program: &Program, data: &Data, seed: u64) -> Result<Self, ModelError> {
        let mut tracer = Tracer::new(program, Builder::new(0), Mode::Sequential);
        tracer.random = Some(Stream::new(seed, TRANSFORMED_DATA, 0));
        let mut missing = Vec::new();
        for declaration in &program.data {
            let name = tracer.name(declaration.variable);
            if data.get(name).is_none() {
                missing.push((name.to_string(), describe(program, declaration)));
            }
        }
        if let Some((name, expected)) = missing.first() {
            return Err(ModelError::MissingData {
                name: name.clone(),
                expected: expected.clone(),
                others: missing[1..].iter().map(|(n, _)| n.clone()).collect(),
            });
        }
        let declared = |name: &str| {
            let names = |d: &Declaration| program.variables[d.variable.0 as usize].name == name;
            program.data.iter().any(names)
        };
        let extra: Vec<String> = data
            .names()
            .filter(|name| !declared(name))
            .map(str::to_string)
            .collect();
        if !extra.is_empty() {
            return Err(ModelError::ExtraData { names: extra });
        }
        for declaration in &program.data {
            read_variable(&mut tracer, declaration, data)?;
        }
        tracer.run(&program.transformed_data)?;
        for statement in &program.transformed_data {
            if let StatementKind::Declare(declaration) = &statement.kind {
                check_constraint(&mut tracer, declaration)?;
            }
        }
        let mut known = Vec::new();
        for (k, variable) in program.variables.iter().enumerate() {
            if !matches!(variable.block, Block::Data | Block::TransformedData) {
                continue;
            }
            let id = VariableId(k as u32);
            if tracer.storage[k].is_none() {
                continue;
            }
            let value = match tracer.read(id, variable.span) {
                Ok(value) => value,
                // An integer never assigned may still never be read.
                Err(_) => continue,
            };
            let elements = match &value.elements {
                Elements::Ints(ints) => KnownElements::Ints(ints.to_vec()),
                Elements::Reals(_) => {
                    KnownElements::Reals(tracer.known_reals(&value).unwrap_or_default())
                }
            };
            known.push(Known {
                variable: id,
                shape: value.shape,
                elements,
                reads_data: value.reads_data,
            });
        }
        let mut parameters = Vec::new();
        let mut dimension = 0;
        for declaration in &program.parameters {
            let shape = tracer.declared_shape(declaration)?;
            let count = free_count(declaration, &shape)?;
            parameters.push(Parameter {
                shape,
                first: dimension,
                count,
            });
            dimension += count;
        }
        Ok(Self {
            known,
            parameters,
            dimension,
            printed: tracer.printed,
        })
    }

    /// Puts the known variables into a tracer.
    pub(crate) fn define_known(&self, tracer: &mut Tracer<'_>) {
        for known in &self.known {
            let value = match &known.elements {
                KnownElements::Ints(ints) => Value::ints(known.shape.clone(), 0, ints.clone()),
                KnownElements::Reals(reals) => {
                    let array = tracer.constant(reals);
                    Value::reals(known.shape.clone(), 0, array)
                }
            };
            tracer.define(known.variable, value.reading(known.reads_data));
        }
    }
}

/// A declaration in words, for messages about data that are missing.
fn describe(program: &Program, declaration: &Declaration) -> String {
    program.variables[declaration.variable.0 as usize]
        .ty
        .to_string()
}

fn read_variable(
    tracer: &mut Tracer<'_>,
    declaration: &Declaration,
    data: &Data,
) -> Result<(), ModelError> {
    let variable = declaration.variable;
    let name = tracer.name(variable).to_string();
    let shape = tracer.declared_shape(declaration)?;
    let Some(json) = data.get(&name) else {
        return Ok(());
    };
    let integer = tracer.program.variables[variable.0 as usize]
        .ty
        .is_integer();
    let misfit = |misfit: Misfit| ModelError::DataMisfit {
        name: name.clone(),
        misfit,
        span: declaration.span,
    };
    let value = if integer {
        let ints = flatten(json, &shape.dims, &read_int, "an integer").map_err(misfit)?;
        Value::ints(shape, 0, ints)
    } else {
        let rows = flatten(json, &shape.dims, &read_real, "a real number").map_err(misfit)?;
        let reals = match shape.container {
            Container::Matrix => by_column(&rows, &shape),
            _ => rows,
        };
        if let Some(e) = reals.iter().position(|x| x.is_nan()) {
            return Err(ModelError::DataConstraint {
                name,
                element: element_name(&shape, e),
                expected: "a number".to_string(),
                found: "NaN".to_string(),
                span: declaration.span,
            });
        }
        let array = tracer.constant(&reals);
        Value::reals(shape, 0, array)
    };
    tracer.define(variable, value.reading(true));
    check_constraint(tracer, declaration)
}

/// Matrices from row by row to column by column.
fn by_column(rows: &[f64], shape: &Shape) -> Vec<f64> {
    let (m, n) = shape.rows_columns();
    let mut out = Vec::with_capacity(rows.len());
    for matrix in rows.chunks((m * n).max(1)) {
        for c in 0..n {
            for r in 0..m {
                out.push(matrix[r * n + c]);
            }
        }
    }
    out
}

/// The index of element `e` as it is written in a program, for example `[2,3]`.
pub(crate) fn element_name(shape: &Shape, e: usize) -> String {
    if shape.is_scalar() {
        return String::new();
    }
    let shown: Vec<String> = element_indexes(shape, e)
        .iter()
        .map(usize::to_string)
        .collect();
    format!("[{}]", shown.join(","))
}

/// The indexes, counted from 1, of element `e` of a value of `shape`.
pub(crate) fn element_indexes(shape: &Shape, e: usize) -> Vec<usize> {
    let inner: usize = shape.inner().iter().product();
    let (mut outer, within) = (e / inner.max(1), e % inner.max(1));
    let mut indexes = Vec::new();
    for &extent in shape.dims[..shape.arrays()].iter().rev() {
        indexes.push(outer % extent + 1);
        outer /= extent;
    }
    indexes.reverse();
    match shape.container {
        Container::Scalar => {}
        Container::Matrix => {
            let rows = shape.inner()[0].max(1);
            indexes.push(within % rows + 1);
            indexes.push(within / rows + 1);
        }
        Container::Vector | Container::RowVector => indexes.push(within + 1),
    }
    indexes
}

/// Checks that a known variable satisfies its declared constraint.
fn check_constraint(tracer: &mut Tracer<'_>, declaration: &Declaration) -> Result<(), ModelError> {
    let variable = declaration.variable;
    let name = tracer.name(variable).to_string();
    if let Constraint::None | Constraint::Affine { .. } = declaration.constraint {
        return Ok(());
    }
    let value = tracer.read(variable, declaration.span)?;
    let shape = value.shape.clone();
    let Some(known) = tracer.known_reals(&value) else {
        return Ok(());
    };
    let violated = |e: usize, expected: String| ModelError::DataConstraint {
        name: name.clone(),
        element: element_name(&shape, e),
        expected,
        found: known[e].to_string(),
        span: declaration.span,
    };
    let inner: usize = shape.inner().iter().product::<usize>().max(1);
    match &declaration.constraint {
        Constraint::Bounds { lower, upper } => {
            for (bound, is_lower) in [(lower, true), (upper, false)] {
                let Some(expression) = bound else { continue };
                let bounds = known_bounds(tracer, expression)?;
                for (e, &x) in known.iter().enumerate() {
                    let b = bounds[if bounds.len() == 1 {
                        0
                    } else {
                        e % bounds.len()
                    }];
                    let holds = if is_lower { x >= b } else { x <= b };
                    if !holds {
                        let sign = if is_lower { "at least" } else { "at most" };
                        return Err(violated(e, format!("{sign} {b}")));
                    }
                }
            }
        }
        Constraint::Ordered | Constraint::PositiveOrdered => {
            for e in 0..known.len() {
                let first = e % inner == 0;
                let positive = matches!(declaration.constraint, Constraint::PositiveOrdered);
                if first && positive && known[e] <= 0.0 {
                    return Err(violated(e, "a positive number".to_string()));
                }
                if !first && known[e] <= known[e - 1] {
                    return Err(violated(e, format!("more than {}", known[e - 1])));
                }
            }
        }
        Constraint::Simplex => {
            for (row, simplex) in known.chunks(inner).enumerate() {
                let sum: f64 = simplex.iter().sum();
                if let Some(e) = simplex.iter().position(|&x| x < 0.0) {
                    return Err(violated(row * inner + e, "at least 0 in a simplex".into()));
                }
                if (sum - 1.0).abs() > 1e-8 {
                    return Err(ModelError::DataConstraint {
                        name,
                        element: String::new(),
                        expected: "entries that sum to 1".to_string(),
                        found: format!("the sum {sum}"),
                        span: declaration.span,
                    });
                }
            }
        }
        // The other constraints speak of whole matrices and matter only to what uses them.
        _ => {}
    }
    Ok(())
}

fn known_bounds(tracer: &mut Tracer<'_>, expression: &Expression) -> Result<Vec<f64>, ModelError> {
    let value = tracer.evaluate(expression)?;
    match tracer.known_reals(&value) {
        Some(bounds) if !bounds.is_empty() => Ok(bounds),
        _ => Ok(vec![f64::NAN]),
    }
}

impl From<Stop> for ModelError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Error(diagnostic) => ModelError::Program(vec![*diagnostic]),
            Stop::Reject(message, span) => ModelError::Rejected { message, span },
            Stop::Entangled(reason) => ModelError::Program(vec![Diagnostic::error(
                "KS0951",
                Span::default(),
                format!("this loop cannot be lowered: {reason}"),
            )]),
            Stop::ParameterBranch(span) => ModelError::Program(vec![Diagnostic::error(
                "KS0952",
                span,
                "control flow on a parameter is not possible here",
            )]),
        }
    }
}
