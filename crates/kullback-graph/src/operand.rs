//! What a kernel reads: constants (the same for every point) or the values of earlier nodes.

use crate::Lanes;

/// An array that a kernel can read: a constant, or the output of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operand {
    pub(crate) source: Source,
    pub(crate) len: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// Start in the constants of the builder.
    Constant(u32),
    /// Index of a node of the builder.
    Node(u32),
}

impl Operand {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether it has no elements.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether it is the same at every point.
    pub fn is_constant(&self) -> bool {
        matches!(self.source, Source::Constant(_))
    }
}

/// Where an operand lies once the graph is laid out in memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) start: u32,
    pub(crate) len: u32,
    pub(crate) constant: bool,
}

impl Slot {
    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// The elements of one operand; a single element stands for an array of any length.
#[derive(Clone, Copy)]
pub(crate) enum View<'a, const W: usize> {
    Constant(&'a [f64]),
    Lanes(&'a [Lanes<W>]),
}

impl<const W: usize> View<'_, W> {
    /// Number of elements held.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        match self {
            View::Constant(values) => values.len(),
            View::Lanes(values) => values.len(),
        }
    }

    /// Element `e`.
    #[inline(always)]
    pub(crate) fn get(&self, e: usize) -> Lanes<W> {
        match self {
            View::Constant(values) => [values[e]; W],
            View::Lanes(values) => values[e],
        }
    }
}

/// All operands of one kernel call.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a, const W: usize> {
    /// The instruction set of this machine, for kernels that dispatch their inner loops themselves.
    pub(crate) arch: pulp::Arch,
    pub(crate) slots: &'a [Slot],
    pub(crate) constants: &'a [f64],
    pub(crate) values: &'a [Lanes<W>],
}

impl<'a, const W: usize> Inputs<'a, W> {
    /// Operand `k`.
    #[inline(always)]
    pub(crate) fn view(&self, k: usize) -> View<'a, W> {
        let slot = self.slots[k];
        if slot.constant {
            View::Constant(&self.constants[slot.range()])
        } else {
            View::Lanes(&self.values[slot.range()])
        }
    }
}

/// The adjoints of the operands of one kernel call; adding to a constant does nothing.
pub(crate) struct Adjoints<'a, const W: usize> {
    /// Room that any kernel may leave dirty.
    pub(crate) scratch: &'a mut Scratch,
    pub(crate) slots: &'a [Slot],
    pub(crate) values: &'a mut [Lanes<W>],
    /// Working memory of the kernel, [`Apply::memory_len`](crate::kernels::Apply::memory_len) long.
    pub(crate) memory: &'a mut [Lanes<W>],
}

impl<const W: usize> Adjoints<'_, W> {
    /// The adjoint of operand `k`, unless it is a constant.
    #[inline(always)]
    pub(crate) fn of(&mut self, k: usize) -> Option<&mut [Lanes<W>]> {
        let slot = self.slots[k];
        (!slot.constant).then(|| &mut self.values[slot.range()])
    }
}

/// How many numbers (elements × lanes) an elementwise kernel works on at a time.
pub(crate) const BLOCK: usize = 64;

/// Blocks of numbers that elementwise kernels work in: made once per sweep, because clearing them
/// for each node would cost more than a small node does.
pub(crate) struct Scratch {
    /// Arguments that must be repeated or spread over the lanes.
    pub(crate) arguments: [[f64; BLOCK]; 4],
    /// Partial derivatives.
    pub(crate) partials: [[f64; BLOCK]; 4],
    /// Results.
    pub(crate) values: [f64; BLOCK],
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            arguments: [[0.0; BLOCK]; 4],
            partials: [[0.0; BLOCK]; 4],
            values: [0.0; BLOCK],
        }
    }
}

/// Which lanes could not be evaluated.
pub(crate) struct Failures<const W: usize> {
    /// For each lane, the node that failed first.
    pub(crate) node: [Option<u32>; W],
    /// The node being evaluated.
    pub(crate) current: u32,
    /// Room that any kernel may leave dirty.
    pub(crate) scratch: Scratch,
}

impl<const W: usize> Failures<W> {
    pub(crate) fn none() -> Self {
        Self {
            node: [None; W],
            current: 0,
            scratch: Scratch::default(),
        }
    }

    /// Marks lane `lane` as failed at the current node.
    #[inline(always)]
    pub(crate) fn mark(&mut self, lane: usize) {
        if self.node[lane].is_none() {
            self.node[lane] = Some(self.current);
        }
    }
}

/// `f` of two operands, lane by lane.
#[inline(always)]
pub(crate) fn zip<const W: usize>(
    a: Lanes<W>,
    b: Lanes<W>,
    f: impl Fn(f64, f64) -> f64,
) -> Lanes<W> {
    let mut out = [0.0; W];
    for l in 0..W {
        out[l] = f(a[l], b[l]);
    }
    out
}
