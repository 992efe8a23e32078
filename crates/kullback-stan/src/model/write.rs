//! From unconstrained points back to what the user declared: parameters, transformed parameters and
//! generated quantities, in the order of CmdStan's columns.

use super::bind::{Bound, element_indexes};
use super::{Column, Engine, Model, ModelError, run_parameters};
use crate::hir::{Block, Program, StatementKind, VariableId};
use crate::lower::tracer::{Mode, Tracer};
use crate::lower::value::{Lowered, Shape, Stop, Value};
use kullback_graph::{Builder, WIDTH};
use kullback_math::Points;
use kullback_math::random::Stream;
use std::panic::resume_unwind;

/// A variable of the output.
#[derive(Clone, Debug)]
struct Output {
    variable: VariableId,
    shape: Shape,
    block: Block,
    /// For each column, the element it shows: CmdStan counts the first index fastest.
    order: Vec<u32>,
}

/// The variables of the output, in order.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    outputs: Vec<Output>,
    /// Number of columns that are parameters or transformed parameters.
    parameters: usize,
}

/// Parameters, then transformed parameters.
pub(crate) fn parameter_variables(program: &Program) -> Vec<VariableId> {
    let mut variables: Vec<VariableId> = program.parameters.iter().map(|d| d.variable).collect();
    variables.extend(declared(&program.transformed_parameters));
    variables
}

fn declared(statements: &[crate::hir::Statement]) -> impl Iterator<Item = VariableId> {
    statements.iter().filter_map(|s| match &s.kind {
        StatementKind::Declare(declaration) => Some(declaration.variable),
        _ => None,
    })
}

impl Layout {
    pub(crate) fn new(program: &Program, bound: &Bound) -> Result<Self, ModelError> {
        let mut tracer = Tracer::new(program, Builder::new(0), Mode::Sequential);
        bound.define_known(&mut tracer);
        let mut outputs = Vec::new();
        for (declaration, parameter) in program.parameters.iter().zip(&bound.parameters) {
            let shape = parameter.shape.clone();
            outputs.push(Output::new(declaration.variable, shape, Block::Parameters));
        }
        let blocks = [
            (
                &program.transformed_parameters,
                Block::TransformedParameters,
            ),
            (&program.generated_quantities, Block::GeneratedQuantities),
        ];
        for (statements, block) in blocks {
            for statement in statements {
                if let StatementKind::Declare(declaration) = &statement.kind {
                    let shape = tracer.declared_shape(declaration)?;
                    outputs.push(Output::new(declaration.variable, shape, block));
                }
            }
        }
        let parameters = outputs
            .iter()
            .filter(|o| o.block != Block::GeneratedQuantities)
            .map(|o| o.order.len())
            .sum();
        Ok(Self {
            outputs,
            parameters,
        })
    }

    pub(crate) fn columns(&self, program: &Program) -> Vec<Column> {
        let mut columns = Vec::new();
        for output in &self.outputs {
            let name = &program.variables[output.variable.0 as usize].name;
            for &e in &output.order {
                let indexes: Vec<String> = element_indexes(&output.shape, e as usize)
                    .iter()
                    .map(usize::to_string)
                    .collect();
                let (shown, csv_name) = if indexes.is_empty() {
                    (name.clone(), name.clone())
                } else {
                    (
                        format!("{name}[{}]", indexes.join(",")),
                        format!("{name}.{}", indexes.join(".")),
                    )
                };
                columns.push(Column {
                    name: shown,
                    csv_name,
                    block: output.block,
                });
            }
        }
        columns
    }
}

impl Output {
    fn new(variable: VariableId, shape: Shape, block: Block) -> Self {
        // Walk the indexes with the first fastest, and find where the layout keeps each element.
        let dims = &shape.dims;
        let strides = shape.strides();
        let order = (0..shape.size())
            .map(|mut k| {
                let mut place = 0;
                for (&extent, &stride) in dims.iter().zip(&strides) {
                    place += k % extent * stride;
                    k /= extent;
                }
                place as u32
            })
            .collect();
        Self {
            variable,
            shape,
            block,
            order,
        }
    }
}

impl Model {
    /// Number of columns that are parameters or transformed parameters: the first ones.
    pub fn parameter_columns(&self) -> usize {
        self.layout.parameters
    }

    /// Parameters and transformed parameters at each point: one row of
    /// [`Model::parameter_columns`] numbers for each lane.
    ///
    /// # Errors
    /// When transformed parameters cannot be computed at all; a point at which they are not defined
    /// yields NaN.
    pub fn write_parameters(&self, points: Points<'_>) -> Result<Vec<f64>, ModelError> {
        let mut rows = vec![f64::NAN; points.lanes() * self.layout.parameters];
        self.fill_parameters(points, self.layout.parameters, &mut rows)?;
        Ok(rows)
    }

    /// Parameters, transformed parameters and generated quantities at each point: one row of as many
    /// numbers as there are [`Model::columns`] for each lane. Random numbers of lane k come from the
    /// stream k of `seed`, whatever the other lanes are; generated quantities run on `threads` threads
    /// of this call's own, and do not depend on how many.
    ///
    /// # Errors
    /// When a block cannot be run at all; a point at which it rejects yields NaN.
    pub fn write(
        &self,
        points: Points<'_>,
        seed: u64,
        threads: usize,
    ) -> Result<Vec<f64>, ModelError> {
        let width = self.columns.len();
        let mut rows = vec![f64::NAN; points.lanes() * width];
        self.fill_parameters(points, width, &mut rows)?;
        if width > self.layout.parameters {
            let share = points.lanes().div_ceil(threads.max(1)).max(1);
            let mut parts = rows.chunks_mut(share * width).enumerate();
            let fill = |(part, rows)| self.fill_generated(part * share, seed, width, rows);
            if threads < 2 {
                parts.try_for_each(fill)?;
            } else {
                std::thread::scope(|scope| {
                    let running: Vec<_> =
                        parts.map(|part| scope.spawn(move || fill(part))).collect();
                    running
                        .into_iter()
                        .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
                        .try_for_each(|outcome| outcome)
                })?;
            }
        }
        Ok(rows)
    }

    fn fill_parameters(
        &self,
        points: Points<'_>,
        width: usize,
        rows: &mut [f64],
    ) -> Result<(), ModelError> {
        let lanes = points.lanes();
        let Engine::Graph { outputs, .. } = &self.engine else {
            return self.fill_by_tape(points, width, rows);
        };
        let mut arena = outputs.arena::<WIDTH>();
        for first in (0..lanes).step_by(WIDTH) {
            let count = WIDTH.min(lanes - first);
            for (d, input) in arena.inputs_mut(points.dimension()).iter_mut().enumerate() {
                let row = &points.coordinate(d)[first..first + count];
                for l in 0..WIDTH {
                    input[l] = row[l.min(count - 1)];
                }
            }
            outputs.forward(&mut arena, false);
            let mut column = 0;
            for (k, output) in self.parameter_outputs().enumerate() {
                let values = arena.output(outputs, k);
                for &e in &output.order {
                    for l in 0..count {
                        rows[(first + l) * width + column] = values.get(e as usize, l);
                    }
                    column += 1;
                }
            }
        }
        Ok(())
    }

    fn parameter_outputs(&self) -> impl Iterator<Item = &Output> {
        self.layout
            .outputs
            .iter()
            .filter(|o| o.block != Block::GeneratedQuantities)
    }

    fn fill_by_tape(
        &self,
        points: Points<'_>,
        width: usize,
        rows: &mut [f64],
    ) -> Result<(), ModelError> {
        let mut point = vec![0.0; points.dimension()];
        for lane in 0..points.lanes() {
            for (d, x) in point.iter_mut().enumerate() {
                *x = points.get(d, lane);
            }
            let mut tracer = Tracer::new(&self.program, Builder::eager(&point), Mode::Sequential);
            self.bound.define_known(&mut tracer);
            match run_parameters(&mut tracer, &self.bound) {
                Ok(()) => {}
                Err(Stop::Reject(..)) => continue,
                Err(stop) => return Err(stop.into()),
            }
            let mut column = 0;
            for output in self.parameter_outputs() {
                let values = read_known(&mut tracer, output)?;
                for &e in &output.order {
                    rows[lane * width + column] = values[e as usize];
                    column += 1;
                }
            }
        }
        Ok(())
    }

    /// Runs generated quantities for rows whose parameters are filled in, the first that of lane
    /// `first`.
    fn fill_generated(
        &self,
        first: usize,
        seed: u64,
        width: usize,
        rows: &mut [f64],
    ) -> Result<(), ModelError> {
        let mut tracer = Tracer::new(&self.program, Builder::new(0), Mode::Sequential);
        self.bound.define_known(&mut tracer);
        let mark = tracer.builder.mark();
        for (k, row) in rows.chunks_exact_mut(width).enumerate() {
            let lane = first + k;
            tracer.builder.rollback(mark);
            tracer.origins.clear();
            tracer.printed.clear();
            tracer.random = Some(Stream::new(seed, lane as u64 + 1, 0));
            self.restore_known(&mut tracer);
            let mut column = 0;
            for output in self.parameter_outputs() {
                let mut elements = vec![0.0; output.shape.size()];
                for &e in &output.order {
                    elements[e as usize] = row[column];
                    column += 1;
                }
                let value = if self.is_integer(output.variable) {
                    let ints = elements.iter().map(|&x| x as i64).collect();
                    Value::ints(output.shape.clone(), 0, ints)
                } else {
                    let array = tracer.constant(&elements);
                    Value::reals(output.shape.clone(), 0, array)
                };
                tracer.define(output.variable, value);
            }
            match tracer.run(&self.program.generated_quantities) {
                Ok(_) => {}
                Err(Stop::Reject(..)) => continue,
                Err(stop) => return Err(stop.into()),
            }
            let generated = self
                .layout
                .outputs
                .iter()
                .filter(|o| o.block == Block::GeneratedQuantities);
            for output in generated {
                let values = read_known(&mut tracer, output)?;
                for &e in &output.order {
                    row[column] = values[e as usize];
                    column += 1;
                }
            }
        }
        Ok(())
    }

    fn is_integer(&self, variable: VariableId) -> bool {
        self.program.variables[variable.0 as usize].ty.is_integer()
    }

    /// Data cannot be assigned to, so that they need no restoring between draws; local variables are
    /// forgotten.
    fn restore_known(&self, tracer: &mut Tracer<'_>) {
        for (k, variable) in self.program.variables.iter().enumerate() {
            if !matches!(variable.block, Block::Data | Block::TransformedData) {
                tracer.storage[k] = None;
            }
        }
    }
}

/// The elements of a variable whose value is known.
fn read_known(tracer: &mut Tracer<'_>, output: &Output) -> Lowered<Vec<f64>> {
    let span = tracer.program.variables[output.variable.0 as usize].span;
    match tracer.read(output.variable, span) {
        Ok(value) => Ok(tracer
            .known_reals(&value)
            .unwrap_or_else(|| vec![f64::NAN; output.shape.size()])),
        // An integer that was declared and never assigned.
        Err(Stop::Error(_)) => Ok(vec![f64::NAN; output.shape.size()]),
        Err(stop) => Err(stop),
    }
}
