//! A recurrence lowered as one node: the body is traced once, for all steps at the same time.
//!
//! While the body is traced, the steps are a level of iteration like any other, except that values
//! which depend on what earlier steps left behind are arrays of the island's body and hold one step
//! only. Whatever does not depend on it stays in the main graph, for all steps at once, and reaches
//! the body as a stream; so an HMM's emission densities are one array operation and only the forward
//! recursion is sequential.

use super::levels::Kind;
use super::overlay::Store;
use super::pieces::Piece;
use super::tracer::{Term, Tracer};
use super::value::{Array, Lowered, Stop};
use crate::diagnostic::Span;
use crate::hir::VariableId;
use kullback_graph::{Binary, Builder, Island as IslandKernel, Kernel, Mark, Operand};
use std::sync::Arc;

/// Where a source of the body gets its values.
#[derive(Clone, Debug)]
enum Input {
    /// An operand of the main graph, read whole by every step.
    Invariant(Operand),
    /// An operand of the main graph, one equal part for each step.
    Stream(Operand),
    /// Cells of the memory, end to end for all steps.
    Load(Vec<u32>),
}

/// The island being lowered.
pub(crate) struct Island {
    /// The level of its steps.
    pub(crate) level: usize,
    /// Number of steps.
    pub(crate) steps: usize,
    /// The graph of one step.
    pub(crate) body: Builder,
    sources: Vec<(Operand, Input)>,
    /// What memory holds before the first step.
    initial: Vec<Piece>,
    /// What each step adds to the prior and to the likelihood.
    accumulated: [Vec<Operand>; 2],
}

/// A place in the lowering of an island to return to.
#[derive(Clone, Copy)]
pub(crate) struct IslandMark {
    body: Mark,
    sources: usize,
    accumulated: [usize; 2],
}

impl Island {
    /// An island of `steps` steps whose level is `level`.
    pub(crate) fn new(level: usize, steps: usize) -> Self {
        Self {
            level,
            steps,
            body: Builder::new(0),
            sources: Vec::new(),
            initial: Vec::new(),
            accumulated: [Vec::new(), Vec::new()],
        }
    }

    pub(crate) fn mark(&self) -> IslandMark {
        IslandMark {
            body: self.body.mark(),
            sources: self.sources.len(),
            accumulated: [self.accumulated[0].len(), self.accumulated[1].len()],
        }
    }

    pub(crate) fn rollback(&mut self, mark: IslandMark) {
        self.body.rollback(mark.body);
        self.sources.truncate(mark.sources);
        for (list, &len) in self.accumulated.iter_mut().zip(&mark.accumulated) {
            list.truncate(len);
        }
    }

    fn source(&mut self, len: usize, input: Input) -> Operand {
        let operand = self.body.source(len);
        self.sources.push((operand, input));
        operand
    }

    /// Brings an operand of the main graph into the body, the same for every step.
    pub(crate) fn import(&mut self, main: &Builder, operand: Operand) -> Operand {
        if let Some(values) = main.constant_values(operand) {
            return self.body.constant(values);
        }
        let known = self.sources.iter().find_map(|(inside, input)| match input {
            Input::Invariant(outside) if *outside == operand => Some(*inside),
            _ => None,
        });
        known.unwrap_or_else(|| self.source(operand.len(), Input::Invariant(operand)))
    }

    /// Brings an operand of the main graph into the body, `len` elements for each step.
    pub(crate) fn stream(&mut self, operand: Operand, len: usize) -> Array {
        let known = self.sources.iter().find_map(|(inside, input)| match input {
            Input::Stream(outside) if *outside == operand => Some(*inside),
            _ => None,
        });
        let operand = known.unwrap_or_else(|| self.source(len, Input::Stream(operand)));
        Array {
            operand,
            body: true,
        }
    }

    /// Loads one memory cell, which one may differ between steps.
    pub(crate) fn load(&mut self, cells: Vec<u32>) -> Array {
        let known = self.sources.iter().find_map(|(inside, input)| match input {
            Input::Load(table) if *table == cells => Some(*inside),
            _ => None,
        });
        let operand = known.unwrap_or_else(|| self.source(1, Input::Load(cells)));
        Array {
            operand,
            body: true,
        }
    }

    /// Adds a scalar of every step to the target.
    pub(crate) fn accumulate(&mut self, value: Operand, likelihood: bool) {
        self.accumulated[usize::from(likelihood)].push(value);
    }

    /// Reserves memory cells with their initial values; returns the first.
    pub(crate) fn reserve(&mut self, initial: Vec<Piece>) -> u32 {
        let first = self.initial.len() as u32;
        self.initial.extend(initial);
        first
    }
}

impl Tracer<'_> {
    /// Starts an island of `steps` steps, each with one iteration for every iteration of the current
    /// level. `assigned` are the variables declared outside that the body assigns.
    pub(crate) fn open_island(
        &mut self,
        steps: usize,
        assigned: &[VariableId],
        span: Span,
    ) -> Lowered<()> {
        if self.island.is_some() {
            return Err(Stop::Entangled("an island within an island"));
        }
        let below = self.levels.current();
        let count = self.levels.count(below) as u32;
        let parent = (0..steps).flat_map(|_| 0..count).collect();
        let level = self.push_level(Kind::Steps, parent)?;
        let mut island = Box::new(Island::new(level, steps));
        for &variable in assigned {
            let Some(storage) = &self.storage[variable.0 as usize] else {
                continue;
            };
            if self.program.variables[variable.0 as usize].ty.is_integer() {
                return Err(Stop::Entangled("an integer is carried between steps"));
            }
            let size = storage.shape.size() as u32;
            let mut initial = Vec::with_capacity((count * size) as usize);
            for i in 0..count {
                for slot in 0..size {
                    initial.push(self.piece(variable, below, i as usize, slot, span)?);
                }
            }
            let first = island.reserve(initial);
            self.open_overlay(variable, level, Some(first));
        }
        self.island = Some(island);
        Ok(())
    }

    /// Ends the island: makes its node, and gives the variables their final elements.
    pub(crate) fn close_island(&mut self, assigned: &[VariableId], span: Span) -> Lowered<()> {
        let Some(mut island) = self.island.take() else {
            return Ok(());
        };
        let (level, steps) = (island.level, island.steps);
        // Stores of all variables, then those of the accumulated target.
        let mut stores: Vec<(Vec<u32>, Operand)> = Vec::new();
        let mut written: Vec<(VariableId, u32, Vec<u32>, bool)> = Vec::new();
        for &variable in assigned {
            let Some(storage) = self.storage[variable.0 as usize].as_mut() else {
                continue;
            };
            let reads_data = storage.reads_data;
            let Some(overlay) = storage.overlays.pop() else {
                continue;
            };
            let Some(first) = overlay.memory else {
                continue;
            };
            let mut cells_written: Vec<u32> = Vec::new();
            for Store { cells, array } in overlay.stores {
                let operand = if array.body {
                    array.operand
                } else {
                    island.stream(array.operand, array.len() / steps).operand
                };
                cells_written.extend(&cells);
                stores.push((cells, operand));
            }
            cells_written.sort_unstable();
            cells_written.dedup();
            written.push((variable, first, cells_written, reads_data));
        }
        let mut sums = [None, None];
        for (part, sum) in sums.iter_mut().enumerate() {
            let terms = std::mem::take(&mut island.accumulated[part]);
            if terms.is_empty() {
                continue;
            }
            let zero = self.builder.constant(&[0.0]);
            let cell = island.reserve(vec![Piece::Element(Array::outer(zero), 0)]);
            let mut total = island.load(vec![cell; steps]).operand;
            for term in terms {
                total = island
                    .body
                    .apply(Kernel::Binary(Binary::Add), &[total, term])
                    .map_err(|error| Stop::fold(&error, span))?;
            }
            stores.push((vec![cell; steps], total));
            *sum = Some(cell);
        }
        let initial = self.collect(&island.initial, span)?;
        let mut inputs = vec![initial];
        let mut outputs = Vec::new();
        let mut invariants = 0;
        let mut streams = 0;
        for (inside, input) in &island.sources {
            if let Input::Invariant(outside) = input {
                inputs.push(Array::outer(*outside));
                outputs.push(*inside);
                invariants += 1;
            }
        }
        for (inside, input) in &island.sources {
            if let Input::Stream(outside) = input {
                inputs.push(Array::outer(*outside));
                outputs.push(*inside);
                streams += 1;
            }
        }
        let mut loads = Vec::new();
        for (inside, input) in &island.sources {
            if let Input::Load(cells) = input {
                outputs.push(*inside);
                loads.push(Arc::from(cells.as_slice()));
            }
        }
        outputs.extend(stores.iter().map(|(_, value)| *value));
        let kernel = Kernel::Island(IslandKernel {
            body: Arc::new(island.body.finish(&outputs)),
            steps,
            invariants,
            streams,
            loads,
            stores: stores.into_iter().map(|(cells, _)| cells.into()).collect(),
        });
        let memory = self.emit(kernel, &inputs, span)?;
        for (likelihood, cell) in sums.into_iter().enumerate() {
            if let Some(cell) = cell {
                let total = self.gather(memory, vec![cell], span)?;
                self.terms.push(Term {
                    value: total.operand,
                    likelihood: likelihood == 1,
                });
            }
        }
        let below = level - 1;
        for (variable, first, cells, reads_data) in written {
            let size = self.stored(variable, span)?.shape.size() as u32;
            let writes = cells
                .into_iter()
                .map(|cell| {
                    let place = cell - first;
                    (place / size, place % size, Piece::Element(memory, cell))
                })
                .collect();
            self.hand_down(variable, below, writes, reads_data, span)?;
        }
        Ok(())
    }
}
