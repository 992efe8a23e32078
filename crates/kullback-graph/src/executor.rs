//! The finished graph and its two sweeps: values forward, adjoints backward.

use crate::Lanes;
use crate::kernels::{self, Kernel};
use crate::operand::{Adjoints, Failures, Inputs, Scratch, Slot};

/// One step of a graph.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kernel: Kernel,
    /// Range of its operands in [`Graph::slots`].
    pub(crate) inputs: (u32, u32),
    /// Where its output lies.
    pub(crate) value: Slot,
    /// Where it keeps what the adjoint will need.
    pub(crate) saved: (u32, u32),
    /// How much working memory its adjoint needs.
    pub(crate) memory: u32,
    /// What the user of the builder said of the place it came from.
    pub(crate) origin: u32,
}

/// A straight line of array operations, laid out in memory. Made by [`crate::Builder::finish`].
#[derive(Clone, Debug)]
pub struct Graph {
    pub(crate) constants: Vec<f64>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) inputs: usize,
    pub(crate) outputs: Vec<Slot>,
    pub(crate) values: usize,
    pub(crate) saved: usize,
    pub(crate) memory: usize,
}

/// The memory of an execution at W points: every value, every adjoint, and what kernels save.
#[derive(Clone, Debug)]
pub struct Arena<const W: usize> {
    pub(crate) values: Vec<Lanes<W>>,
    pub(crate) adjoints: Vec<Lanes<W>>,
    pub(crate) saved: Vec<Lanes<W>>,
    pub(crate) memory: Vec<Lanes<W>>,
    pub(crate) failed: [Option<u32>; W],
}

impl Graph {
    /// Number of input elements: the coordinates of a point.
    pub fn input_len(&self) -> usize {
        self.inputs
    }

    /// Number of nodes.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Number of outputs.
    pub fn output_count(&self) -> usize {
        self.outputs.len()
    }

    /// Number of elements of output `k`.
    pub fn output_len(&self, k: usize) -> usize {
        self.outputs[k].len as usize
    }

    /// Allocates the memory for executions at W points.
    pub fn arena<const W: usize>(&self) -> Arena<W> {
        Arena {
            values: vec![[0.0; W]; self.values],
            adjoints: vec![[0.0; W]; self.values],
            saved: vec![[0.0; W]; self.saved],
            memory: vec![[0.0; W]; self.memory],
            failed: [None; W],
        }
    }

    /// Evaluates every node; the inputs are the first [`Graph::input_len`] values of the arena.
    /// With `save`, kernels keep what [`Graph::adjoint`] needs.
    pub fn forward<const W: usize>(&self, arena: &mut Arena<W>, save: bool) {
        let mut failures = Failures::none();
        self.forward_nodes(
            pulp::Arch::new(),
            &mut arena.values,
            &mut arena.saved,
            save,
            &mut failures,
        );
        arena.failed = failures
            .node
            .map(|node| node.map(|n| self.nodes[n as usize].origin));
    }

    pub(crate) fn forward_nodes<const W: usize>(
        &self,
        arch: pulp::Arch,
        values: &mut [Lanes<W>],
        saved: &mut [Lanes<W>],
        save: bool,
        failures: &mut Failures<W>,
    ) {
        for (index, node) in self.nodes.iter().enumerate() {
            failures.current = index as u32;
            let (before, rest) = values.split_at_mut(node.value.start as usize);
            let inputs = Inputs {
                arch,
                slots: &self.slots[node.inputs.0 as usize..node.inputs.1 as usize],
                constants: &self.constants,
                values: before,
            };
            let output = &mut rest[..node.value.len as usize];
            let saved = &mut saved[node.saved.0 as usize..node.saved.1 as usize];
            kernels::forward(arch, &node.kernel, inputs, output, saved, save, failures);
        }
    }

    /// Propagates the adjoints of the outputs, which the caller has set with
    /// [`Arena::seed`], back to the inputs. Call after [`Graph::forward`] with `save`.
    pub fn adjoint<const W: usize>(&self, arena: &mut Arena<W>) {
        self.adjoint_nodes(
            pulp::Arch::new(),
            &arena.values,
            &arena.saved,
            &mut arena.adjoints,
            &mut arena.memory,
            &mut Scratch::default(),
        );
    }

    pub(crate) fn adjoint_nodes<const W: usize>(
        &self,
        arch: pulp::Arch,
        values: &[Lanes<W>],
        saved: &[Lanes<W>],
        adjoints: &mut [Lanes<W>],
        memory: &mut [Lanes<W>],
        scratch: &mut Scratch,
    ) {
        for node in self.nodes.iter().rev() {
            let start = node.value.start as usize;
            let slots = &self.slots[node.inputs.0 as usize..node.inputs.1 as usize];
            let inputs = Inputs {
                arch,
                slots,
                constants: &self.constants,
                values: &values[..start],
            };
            let output = &values[node.value.range()];
            let saved = &saved[node.saved.0 as usize..node.saved.1 as usize];
            let (before, rest) = adjoints.split_at_mut(start);
            let output_adjoint = &rest[..node.value.len as usize];
            let into = Adjoints {
                scratch,
                slots,
                values: before,
                memory: &mut memory[..node.memory as usize],
            };
            kernels::adjoint(
                arch,
                &node.kernel,
                inputs,
                output,
                saved,
                output_adjoint,
                into,
            );
        }
    }
}

impl<const W: usize> Arena<W> {
    /// The inputs of the next execution: the first `count` values.
    pub fn inputs_mut(&mut self, count: usize) -> &mut [Lanes<W>] {
        &mut self.values[..count]
    }

    /// Output `k` of the last execution.
    pub fn output<'a>(&'a self, graph: &'a Graph, k: usize) -> OutputView<'a, W> {
        let slot = graph.outputs[k];
        if slot.constant {
            OutputView::Constant(&graph.constants[slot.range()])
        } else {
            OutputView::Lanes(&self.values[slot.range()])
        }
    }

    /// Clears all adjoints and sets those of the (scalar) output `k` to one for every output
    /// in `outputs`.
    pub fn seed(&mut self, graph: &Graph, outputs: &[usize]) {
        self.adjoints.fill([0.0; W]);
        for &k in outputs {
            let slot = graph.outputs[k];
            if !slot.constant {
                for adjoint in &mut self.adjoints[slot.range()] {
                    for lane in adjoint.iter_mut() {
                        *lane += 1.0;
                    }
                }
            }
        }
    }

    /// The adjoints of the first `count` values: the gradient after [`Graph::adjoint`].
    pub fn input_adjoints(&self, count: usize) -> &[Lanes<W>] {
        &self.adjoints[..count]
    }

    /// For each lane, the origin of the node at which the evaluation failed, if it failed.
    pub fn failures(&self) -> &[Option<u32>; W] {
        &self.failed
    }
}

/// The values of an output.
#[derive(Clone, Copy, Debug)]
pub enum OutputView<'a, const W: usize> {
    /// The same at every point.
    Constant(&'a [f64]),
    /// Element by element, W lanes each.
    Lanes(&'a [Lanes<W>]),
}

impl<const W: usize> OutputView<'_, W> {
    /// Element `e` at lane `lane`.
    pub fn get(&self, e: usize, lane: usize) -> f64 {
        match self {
            OutputView::Constant(values) => values[e],
            OutputView::Lanes(values) => values[e][lane],
        }
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        match self {
            OutputView::Constant(values) => values.len(),
            OutputView::Lanes(values) => values.len(),
        }
    }

    /// Whether it has no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
