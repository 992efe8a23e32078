//! Levels of iteration: nested loops flattened into one list of iterations each.
//!
//! Level 0 is the program itself, one iteration. A loop that is lowered as an array operation
//! pushes a level that holds every iteration of it for every iteration of the level below; so a
//! ragged inner loop is a level with unequal groups. A condition that differs between iterations
//! pushes the subset for which it holds. The steps of an island are a level too, whose iterations
//! are taken one after the other.

use std::rc::Rc;

/// Why a level exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The program, or the iterations of a loop.
    Loop,
    /// Those iterations of the level below for which a condition holds.
    Subset,
    /// The steps of an island.
    Steps,
}

/// One level of iteration.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) kind: Kind,
    /// For each iteration, the iteration of the level below to which it belongs; ascending.
    pub(crate) parent: Rc<[u32]>,
}

/// The stack of levels.
#[derive(Clone, Debug)]
pub(crate) struct Levels {
    stack: Vec<Level>,
}

impl Levels {
    pub(crate) fn new() -> Self {
        Self {
            stack: vec![Level {
                kind: Kind::Loop,
                parent: Rc::from([0]),
            }],
        }
    }

    /// The innermost level.
    pub(crate) fn current(&self) -> usize {
        self.stack.len() - 1
    }

    pub(crate) fn push(&mut self, kind: Kind, parent: Vec<u32>) -> usize {
        self.stack.push(Level {
            kind,
            parent: parent.into(),
        });
        self.current()
    }

    pub(crate) fn truncate(&mut self, current: usize) {
        self.stack.truncate(current + 1);
    }

    pub(crate) fn kind(&self, level: usize) -> Kind {
        self.stack[level].kind
    }

    /// The highest level above `level` that is a subset of the iterations below it, if any.
    pub(crate) fn subset_above(&self, level: usize) -> Option<usize> {
        (level + 1..self.stack.len())
            .rev()
            .find(|&k| self.stack[k].kind == Kind::Subset)
    }

    /// Number of iterations of a level.
    pub(crate) fn count(&self, level: usize) -> usize {
        self.stack[level].parent.len()
    }

    /// For each iteration of `from`, the iteration of the lower level `to` it belongs to.
    pub(crate) fn ancestors(&self, from: usize, to: usize) -> Vec<u32> {
        let mut map: Vec<u32> = (0..self.count(from) as u32).collect();
        for level in (to + 1..=from).rev() {
            let parent = &self.stack[level].parent;
            for place in &mut map {
                *place = parent[*place as usize];
            }
        }
        map
    }

    /// The iteration of `to` to which iteration `i` of `from` belongs.
    pub(crate) fn ancestor(&self, from: usize, i: usize, to: usize) -> usize {
        let mut place = i;
        for level in (to + 1..=from).rev() {
            place = self.stack[level].parent[place] as usize;
        }
        place
    }
}
