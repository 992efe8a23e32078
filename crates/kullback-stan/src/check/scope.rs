//! Which variable a name means here.

use std::collections::HashMap;

use super::Stage;
use crate::hir::VariableId;

/// Where a variable came from, as far as rules depend on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// The block it was declared in. An argument with the `data` qualifier counts as data, one
    /// without as a parameter.
    pub stage: Stage,
    /// Declared at the top level of its block.
    pub global: bool,
    /// Why it cannot be assigned, if it cannot.
    pub read_only: Option<&'static str>,
}

/// The variables in scope. Stan forbids shadowing, so a name means one variable.
#[derive(Debug, Default)]
pub(super) struct Scope<'s> {
    names: HashMap<&'s str, VariableId>,
    order: Vec<&'s str>,
    origins: Vec<Origin>,
}

impl<'s> Scope<'s> {
    /// A mark to [`Scope::leave`] to.
    pub fn mark(&self) -> usize {
        self.order.len()
    }

    /// Forgets every name declared since the mark.
    pub fn leave(&mut self, mark: usize) {
        for name in self.order.drain(mark.min(self.order.len())..) {
            self.names.remove(name);
        }
    }

    pub fn find(&self, name: &str) -> Option<VariableId> {
        self.names.get(name).copied()
    }

    /// Records where the next variable comes from, and its name unless that is taken already.
    /// Variables must be added in the order of their ids.
    pub fn add(&mut self, name: &'s str, id: VariableId, origin: Origin, visible: bool) {
        self.origins.push(origin);
        if visible {
            self.names.insert(name, id);
            self.order.push(name);
        }
    }

    pub fn origin(&self, id: VariableId) -> Option<Origin> {
        self.origins.get(id.0 as usize).copied()
    }

    /// All names in scope, the latest first.
    pub fn names(&self) -> impl Iterator<Item = &'s str> {
        self.order.iter().rev().copied()
    }
}
