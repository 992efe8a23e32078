//! A loop whose steps depend on one another, as one node.
//!
//! The body of the loop is a graph of its own, run once for each step. State lives in a memory of
//! cells: a step loads cells, computes, and stores cells. Everything a step computes is kept, so the
//! backward sweep runs the steps in reverse with the body's own adjoints: a store hands the adjoint of
//! its cell to the stored value and clears it, a load adds to the adjoint of its cell.

use super::Apply;
use crate::Lanes;
use crate::executor::Graph;
use crate::operand::{Adjoints, Failures, Inputs, Slot};
use std::sync::Arc;

/// The values that the body of an island starts from; filled before the body runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// Number of elements.
    pub len: usize,
}

impl Apply for Source {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.len
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        _inputs: Inputs<'_, W>,
        _output: &mut [Lanes<W>],
        _saved: &mut [Lanes<W>],
        _save: bool,
        _failures: &mut Failures<W>,
    ) {
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        _inputs: Inputs<'_, W>,
        _output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        _output_adjoint: &[Lanes<W>],
        _into: Adjoints<'_, W>,
    ) {
    }
}

/// A loop of `steps` runs of `body` over a memory of cells. Operands: the initial memory, then the
/// invariants (read whole by every step), then the streams (each step reads its own equal part).
/// The output is the final memory.
///
/// The outputs of `body` are, in order: a [`Source`] for each invariant, each stream and each load,
/// then the value of each store.
#[derive(Clone, Debug)]
pub struct Island {
    /// What one step does.
    pub body: Arc<Graph>,
    /// Number of steps.
    pub steps: usize,
    /// Number of invariants.
    pub invariants: usize,
    /// Number of streams.
    pub streams: usize,
    /// For each load, the cells of every step, end to end.
    pub loads: Vec<Arc<[u32]>>,
    /// For each store, the cells of every step, end to end; later stores of a step win.
    pub stores: Vec<Arc<[u32]>>,
}

impl Island {
    /// Length of what one step keeps.
    fn stride(&self) -> usize {
        self.body.values + self.body.saved
    }

    /// The place in the body of invariant, stream, load and store `k`, in this order.
    fn place(&self, k: usize) -> Slot {
        self.body.outputs[k]
    }

    fn load(&self, k: usize) -> Slot {
        self.place(self.invariants + self.streams + k)
    }

    fn store(&self, k: usize) -> Slot {
        self.place(self.invariants + self.streams + self.loads.len() + k)
    }
}

/// The cells of step `t`.
fn cells(table: &[u32], t: usize, slot: Slot) -> impl Iterator<Item = usize> {
    let len = slot.len as usize;
    table[t * len..(t + 1) * len]
        .iter()
        .map(|&cell| cell as usize)
}

#[inline(always)]
fn add<const W: usize>(into: &mut Lanes<W>, value: &Lanes<W>) {
    for l in 0..W {
        into[l] += value[l];
    }
}

impl Apply for Island {
    const DISPATCHES: bool = true;

    fn output_len(&self, inputs: &[usize]) -> usize {
        inputs[0]
    }

    fn saved_len(&self, _inputs: &[Slot]) -> usize {
        self.steps * self.stride()
    }

    fn memory_len(&self, inputs: &[Slot]) -> usize {
        self.body.values + inputs[0].len as usize + self.body.memory
    }

    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        saved: &mut [Lanes<W>],
        save: bool,
        failures: &mut Failures<W>,
    ) {
        let initial = inputs.view(0);
        for (e, cell) in output.iter_mut().enumerate() {
            *cell = initial.get(e);
        }
        let mut failed = Failures::none();
        for t in 0..self.steps {
            let kept = if save { t } else { 0 };
            let step = &mut saved[kept * self.stride()..(kept + 1) * self.stride()];
            let (values, saved) = step.split_at_mut(self.body.values);
            for k in 0..self.invariants + self.streams {
                let slot = self.place(k);
                let first = if k < self.invariants {
                    0
                } else {
                    t * slot.len as usize
                };
                let operand = inputs.view(1 + k);
                for (e, value) in values[slot.range()].iter_mut().enumerate() {
                    *value = operand.get(first + e);
                }
            }
            for (k, table) in self.loads.iter().enumerate() {
                let slot = self.load(k);
                for (value, cell) in values[slot.range()].iter_mut().zip(cells(table, t, slot)) {
                    *value = output[cell];
                }
            }
            self.body
                .forward_nodes(inputs.arch, values, saved, save, &mut failed);
            for (k, table) in self.stores.iter().enumerate() {
                let slot = self.store(k);
                for (e, cell) in cells(table, t, slot).enumerate() {
                    output[cell] = if slot.constant {
                        [self.body.constants[slot.start as usize + e]; W]
                    } else {
                        values[slot.start as usize + e]
                    };
                }
            }
        }
        for (lane, node) in failed.node.iter().enumerate() {
            if node.is_some() {
                failures.mark(lane);
            }
        }
    }

    fn adjoint<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        _output: &[Lanes<W>],
        saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        mut into: Adjoints<'_, W>,
    ) {
        let working = std::mem::take(&mut into.memory);
        let (adjoints, working) = working.split_at_mut(self.body.values);
        let (memory, working) = working.split_at_mut(output_adjoint.len());
        memory.copy_from_slice(output_adjoint);
        for t in (0..self.steps).rev() {
            let step = &saved[t * self.stride()..(t + 1) * self.stride()];
            let (values, saved) = step.split_at(self.body.values);
            adjoints.fill([0.0; W]);
            for (k, table) in self.stores.iter().enumerate().rev() {
                let slot = self.store(k);
                for (e, cell) in cells(table, t, slot).enumerate() {
                    if !slot.constant {
                        add(&mut adjoints[slot.start as usize + e], &memory[cell]);
                    }
                    memory[cell] = [0.0; W];
                }
            }
            self.body
                .adjoint_nodes(inputs.arch, values, saved, adjoints, working, into.scratch);
            for (k, table) in self.loads.iter().enumerate() {
                let slot = self.load(k);
                for (adjoint, cell) in adjoints[slot.range()].iter().zip(cells(table, t, slot)) {
                    add(&mut memory[cell], adjoint);
                }
            }
            for k in 0..self.invariants + self.streams {
                let slot = self.place(k);
                let first = if k < self.invariants {
                    0
                } else {
                    t * slot.len as usize
                };
                if let Some(outer) = into.of(1 + k) {
                    for (e, adjoint) in adjoints[slot.range()].iter().enumerate() {
                        add(&mut outer[first + e], adjoint);
                    }
                }
            }
        }
        if let Some(initial) = into.of(0) {
            for (adjoint, cell) in initial.iter_mut().zip(memory.iter()) {
                add(adjoint, cell);
            }
        }
    }
}
