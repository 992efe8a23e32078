//! Building a graph: nodes are appended, and what depends on constants alone is folded at once.

use crate::executor::{Graph, Node};
use crate::kernels::{self, Kernel, Source as BodySource};
use crate::operand::{Failures, Inputs, Operand, Slot, Source};
use std::collections::HashMap;

/// A node could not be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BuildError {
    /// A kernel that was folded over constants failed, for instance a Cholesky factor of a constant
    /// matrix that is not positive definite, or a density with a constant scale that is negative.
    #[error("{kernel} cannot be evaluated for these constant arguments")]
    Fold {
        /// What was evaluated.
        kernel: String,
    },
}

/// A place in the building to which [`Builder::rollback`] returns.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    nodes: usize,
    constants: usize,
}

struct Pending {
    kernel: Kernel,
    inputs: Vec<Operand>,
    len: u32,
    origin: u32,
}

/// Makes a [`Graph`] node by node.
///
/// In the *eager* mode ([`Builder::eager`]) the inputs have known values and every node is
/// evaluated as it is made, so that control flow may depend on [`Builder::value`]: the graph is
/// then the tape of one evaluation.
pub struct Builder {
    constants: Vec<f64>,
    nodes: Vec<Pending>,
    inputs: u32,
    origin: u32,
    /// Values at the one point of an eager build: the inputs, then every node in order.
    eager: Option<Eager>,
}

struct Eager {
    values: Vec<[f64; 1]>,
    /// Start of each node's values.
    starts: Vec<u32>,
}

impl Builder {
    /// A builder of graphs with `inputs` input elements.
    pub fn new(inputs: usize) -> Self {
        Self {
            constants: Vec::new(),
            nodes: Vec::new(),
            inputs: inputs as u32,
            origin: 0,
            eager: None,
        }
    }

    /// A builder that evaluates every node at `point` as it is made.
    pub fn eager(point: &[f64]) -> Self {
        Self {
            eager: Some(Eager {
                values: point.iter().map(|&x| [x]).collect(),
                starts: Vec::new(),
            }),
            ..Self::new(point.len())
        }
    }

    /// The input elements: the coordinates of a point.
    pub fn input(&self) -> Operand {
        Operand {
            source: Source::Node(u32::MAX),
            len: self.inputs,
        }
    }

    /// A constant array.
    pub fn constant(&mut self, values: &[f64]) -> Operand {
        let start = self.constants.len() as u32;
        self.constants.extend_from_slice(values);
        Operand {
            source: Source::Constant(start),
            len: values.len() as u32,
        }
    }

    /// The values of `operand` when it is a constant.
    pub fn constant_values(&self, operand: Operand) -> Option<&[f64]> {
        match operand.source {
            Source::Constant(start) => Some(&self.constants[start as usize..][..operand.len()]),
            Source::Node(_) => None,
        }
    }

    /// The value of element `e` of `operand`: of a constant, or of any operand in an eager build.
    pub fn value(&self, operand: Operand, e: usize) -> Option<f64> {
        match operand.source {
            Source::Constant(start) => Some(self.constants[start as usize + e]),
            Source::Node(node) => {
                let eager = self.eager.as_ref()?;
                let start = match node {
                    u32::MAX => 0,
                    node => eager.starts[node as usize] as usize,
                };
                Some(eager.values[start + e][0])
            }
        }
    }

    /// Sets what nodes made from now on say of the place they came from.
    pub fn set_origin(&mut self, origin: u32) {
        self.origin = origin;
    }

    /// The current origin.
    pub fn origin(&self) -> u32 {
        self.origin
    }

    /// Where the building stands.
    pub fn mark(&self) -> Mark {
        Mark {
            nodes: self.nodes.len(),
            constants: self.constants.len(),
        }
    }

    /// Forgets everything made since `mark`. Operands made since then must not be used again.
    pub fn rollback(&mut self, mark: Mark) {
        self.nodes.truncate(mark.nodes);
        self.constants.truncate(mark.constants);
        if let Some(eager) = &mut self.eager {
            if let Some(&start) = eager.starts.get(mark.nodes) {
                eager.values.truncate(start as usize);
            }
            eager.starts.truncate(mark.nodes);
        }
    }

    /// Applies `kernel` to `inputs`. When every input is a constant, so is the result.
    ///
    /// # Errors
    /// [`BuildError::Fold`] when the kernel fails on constant inputs.
    pub fn apply(&mut self, kernel: Kernel, inputs: &[Operand]) -> Result<Operand, BuildError> {
        let lens: Vec<usize> = inputs.iter().map(Operand::len).collect();
        let len = kernel.output_len(&lens);
        if inputs.iter().all(Operand::is_constant) {
            let slots: Vec<Slot> = inputs.iter().map(|&i| self.slot(i, &[])).collect();
            let mut output = vec![[0.0]; len];
            if !evaluate(&kernel, &slots, &self.constants, &[], &mut output) {
                return Err(BuildError::Fold {
                    kernel: kernel.name(),
                });
            }
            return Ok(self.constant(output.as_flattened()));
        }
        let index = self.nodes.len() as u32;
        if let Some(mut eager) = self.eager.take() {
            let slots: Vec<Slot> = inputs
                .iter()
                .map(|&i| self.slot(i, &eager.starts))
                .collect();
            let start = eager.values.len();
            eager.values.resize(start + len, [0.0]);
            let (before, output) = eager.values.split_at_mut(start);
            if !evaluate(&kernel, &slots, &self.constants, before, output) {
                output.fill([f64::NAN]);
            }
            eager.starts.push(start as u32);
            self.eager = Some(eager);
        }
        self.nodes.push(Pending {
            kernel,
            inputs: inputs.to_vec(),
            len: len as u32,
            origin: self.origin,
        });
        Ok(Operand {
            source: Source::Node(index),
            len: len as u32,
        })
    }

    /// The values that the body of an island starts from.
    pub fn source(&mut self, len: usize) -> Operand {
        self.nodes.push(Pending {
            kernel: Kernel::Source(BodySource { len }),
            inputs: Vec::new(),
            len: len as u32,
            origin: self.origin,
        });
        Operand {
            source: Source::Node(self.nodes.len() as u32 - 1),
            len: len as u32,
        }
    }

    fn slot(&self, operand: Operand, starts: &[u32]) -> Slot {
        match operand.source {
            Source::Constant(start) => Slot {
                start,
                len: operand.len,
                constant: true,
            },
            Source::Node(node) => Slot {
                start: match node {
                    u32::MAX => 0,
                    node => starts[node as usize],
                },
                len: operand.len,
                constant: false,
            },
        }
    }

    /// Lays the graph out in memory, keeping only the nodes that `outputs` need.
    pub fn finish(&self, outputs: &[Operand]) -> Graph {
        let mut needed = vec![false; self.nodes.len()];
        let mut mark = |operand: &Operand| {
            if let Source::Node(node) = operand.source
                && node != u32::MAX
            {
                needed[node as usize] = true;
            }
        };
        outputs.iter().for_each(&mut mark);
        for index in (0..self.nodes.len()).rev() {
            if needed[index] {
                for operand in &self.nodes[index].inputs {
                    if let Source::Node(node) = operand.source
                        && node != u32::MAX
                    {
                        needed[node as usize] = true;
                    }
                }
            }
        }
        let mut starts = vec![0; self.nodes.len()];
        let mut slots = Vec::new();
        let mut nodes = Vec::new();
        let mut values = self.inputs;
        let mut saved = 0;
        let mut memory = 0;
        for (index, pending) in self.nodes.iter().enumerate() {
            if !needed[index] {
                continue;
            }
            let first = slots.len();
            slots.extend(pending.inputs.iter().map(|&i| self.slot(i, &starts)));
            starts[index] = values;
            let memory_len = pending.kernel.memory_len(&slots[first..]) as u32;
            memory = memory.max(memory_len);
            let saved_len = pending.kernel.saved_len(&slots[first..]) as u32;
            nodes.push(Node {
                kernel: pending.kernel.clone(),
                inputs: (first as u32, slots.len() as u32),
                value: Slot {
                    start: values,
                    len: pending.len,
                    constant: false,
                },
                saved: (saved, saved + saved_len),
                memory: memory_len,
                origin: pending.origin,
            });
            values += pending.len;
            saved += saved_len;
        }
        let mut outputs: Vec<Slot> = outputs.iter().map(|&o| self.slot(o, &starts)).collect();
        let constants = self.used_constants(slots.iter_mut().chain(&mut outputs));
        Graph {
            outputs,
            constants,
            slots,
            nodes,
            inputs: self.inputs as usize,
            values: values as usize,
            saved: saved as usize,
            memory: memory as usize,
        }
    }

    /// The constants that `slots` refer to, each once; the slots are moved to their new places.
    fn used_constants<'s>(&self, slots: impl Iterator<Item = &'s mut Slot>) -> Vec<f64> {
        let mut used = Vec::new();
        let mut places = HashMap::new();
        for slot in slots.filter(|slot| slot.constant) {
            let place = *places.entry((slot.start, slot.len)).or_insert_with(|| {
                let place = used.len() as u32;
                used.extend_from_slice(&self.constants[slot.range()]);
                place
            });
            slot.start = place;
        }
        used
    }
}

/// Evaluates one kernel at one point; false when it failed.
fn evaluate(
    kernel: &Kernel,
    slots: &[Slot],
    constants: &[f64],
    values: &[[f64; 1]],
    output: &mut [[f64; 1]],
) -> bool {
    let mut failures = Failures::none();
    let arch = pulp::Arch::new();
    let inputs = Inputs {
        arch,
        slots,
        constants,
        values,
    };
    let mut saved = vec![[0.0]; kernel.saved_len(slots)];
    kernels::forward(
        arch,
        kernel,
        inputs,
        output,
        &mut saved,
        false,
        &mut failures,
    );
    failures.node[0].is_none()
}
