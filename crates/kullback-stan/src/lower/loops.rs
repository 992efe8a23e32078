//! Loops: as one array operation, as an island, or one iteration after the other.

use super::island::IslandMark;
use super::levels::Kind;
use super::statement::{Flow, declared_in};
use super::tracer::{Mode, Tracer};
use super::value::{Container, Lowered, Shape, Stop, Value};
use super::variables::Storage;
use crate::diagnostic::Span;
use crate::hir::{Expression, Statement, StatementKind, VariableId};
use kullback_graph::Mark;

/// Loops this short that cannot be taken as one are run one iteration after the other; the node of
/// an island would cost more than it saves.
const SHORT: usize = 4;

/// What a loop variable takes, iteration by iteration.
enum Counter {
    /// Integers from a first to a last, for each iteration of the current level.
    Range(Vec<(i64, i64)>),
    /// The elements of a value of level 0, in order.
    Elements(Value),
}

impl Counter {
    /// Number of rounds for iteration `i` of the enclosing level.
    fn rounds(&self, i: usize) -> usize {
        match self {
            Counter::Range(ranges) => {
                let (first, last) = ranges[i];
                (last - first + 1).max(0) as usize
            }
            Counter::Elements(value) => element_count(value),
        }
    }
}

/// Number of elements a loop over a container visits.
fn element_count(value: &Value) -> usize {
    match value.shape.container {
        Container::Matrix if value.shape.arrays() == 0 => value.shape.size(),
        _ => value.shape.dims.first().copied().unwrap_or(0),
    }
}

/// Everything a failed attempt must put back.
struct Attempt {
    mark: Mark,
    island: Option<IslandMark>,
    level: usize,
    terms: usize,
    storage: Vec<(VariableId, Option<Storage>)>,
}

impl Tracer<'_> {
    /// `for (variable in from:to) body`
    pub(crate) fn for_loop(
        &mut self,
        variable: VariableId,
        from: &Expression,
        to: &Expression,
        body: &[Statement],
        span: Span,
    ) -> Lowered<Flow> {
        let first = self.evaluate(from)?;
        let last = self.evaluate(to)?;
        let current = self.levels.current();
        let a = self.levels.ancestors(current, first.level);
        let b = self.levels.ancestors(current, last.level);
        let (low, high) = (
            self.integers(&first, from.span)?,
            self.integers(&last, to.span)?,
        );
        let ranges = a
            .iter()
            .zip(&b)
            .map(|(&a, &b)| (low[a as usize], high[b as usize]))
            .collect();
        self.count(variable, Counter::Range(ranges), body, span)
    }

    /// `for (variable in container) body`
    pub(crate) fn for_each(
        &mut self,
        variable: VariableId,
        container: &Expression,
        body: &[Statement],
        span: Span,
    ) -> Lowered<Flow> {
        let value = self.evaluate(container)?;
        if value.level > 0 {
            return Err(Stop::Entangled("a loop over a container that differs"));
        }
        self.count(variable, Counter::Elements(value), body, span)
    }

    fn count(
        &mut self,
        variable: VariableId,
        counter: Counter,
        body: &[Statement],
        span: Span,
    ) -> Lowered<Flow> {
        let current = self.levels.current();
        let rounds: Vec<usize> = (0..self.levels.count(current))
            .map(|i| counter.rounds(i))
            .collect();
        let total: usize = rounds.iter().sum();
        if total == 0 {
            return Ok(Flow::Next);
        }
        let longest = rounds.iter().copied().max().unwrap_or(0);
        if self.mode == Mode::Sequential || longest == 1 && rounds.iter().all(|&n| n == 1) {
            return self.in_turn(variable, &counter, &rounds, 0, body, span);
        }
        let assigned = assigned_in(body);
        self.settle_all(span)?;
        let together = self.attempt(&assigned, |tracer| {
            tracer.together(variable, &counter, &rounds, &assigned, body, span)
        })?;
        if together {
            return Ok(Flow::Next);
        }
        let uniform = rounds.iter().all(|&n| n == longest);
        if longest > SHORT && uniform && self.island.is_none() {
            for peeled in 0..2 {
                let done = self.attempt(&assigned, |tracer| {
                    for round in 0..peeled {
                        tracer.bind(variable, &counter, round, span)?;
                        match tracer.run(body)? {
                            Flow::Next | Flow::Continue => {}
                            _ => return Err(Stop::Entangled("the loop is left early")),
                        }
                    }
                    tracer.island(variable, &counter, (peeled, longest), &assigned, body, span)
                })?;
                if done {
                    return Ok(Flow::Next);
                }
            }
        }
        self.in_turn(variable, &counter, &rounds, 0, body, span)
    }

    /// Tries one way of lowering; on entanglement everything is as before and the answer is false.
    fn attempt(
        &mut self,
        assigned: &[VariableId],
        way: impl FnOnce(&mut Self) -> Lowered<()>,
    ) -> Lowered<bool> {
        let before = Attempt {
            mark: self.builder.mark(),
            island: self.island.as_ref().map(|island| island.mark()),
            level: self.levels.current(),
            terms: self.terms.len(),
            storage: assigned
                .iter()
                .map(|&v| (v, self.storage[v.0 as usize].clone()))
                .collect(),
        };
        // Reads are noted in the overlays of variables that the body does not assign, too.
        let noted: Vec<(VariableId, Option<Storage>)> = self.overlaid(assigned);
        match way(self) {
            Ok(()) => Ok(true),
            Err(Stop::Entangled(_)) => {
                self.builder.rollback(before.mark);
                match (before.island, self.island.as_mut()) {
                    (Some(mark), Some(island)) => island.rollback(mark),
                    _ => self.island = None,
                }
                self.levels.truncate(before.level);
                self.terms.truncate(before.terms);
                for (variable, storage) in before.storage.into_iter().chain(noted) {
                    self.storage[variable.0 as usize] = storage;
                }
                Ok(false)
            }
            Err(other) => Err(other),
        }
    }

    /// Copies of the variables with an overlay, other than `except`.
    fn overlaid(&self, except: &[VariableId]) -> Vec<(VariableId, Option<Storage>)> {
        self.storage
            .iter()
            .enumerate()
            .filter(|(_, s)| s.as_ref().is_some_and(|s| !s.overlays.is_empty()))
            .map(|(k, s)| (VariableId(k as u32), s.clone()))
            .filter(|(v, _)| !except.contains(v))
            .collect()
    }

    /// Puts together the pieces of every variable once, before a loop reads them again and again.
    fn settle_all(&mut self, span: Span) -> Lowered<()> {
        if self.levels.current() > 0 {
            return Ok(());
        }
        for k in 0..self.storage.len() {
            self.settle(VariableId(k as u32), span)?;
        }
        Ok(())
    }

    /// All iterations at once.
    fn together(
        &mut self,
        variable: VariableId,
        counter: &Counter,
        rounds: &[usize],
        assigned: &[VariableId],
        body: &[Statement],
        span: Span,
    ) -> Lowered<()> {
        let mut parent = Vec::new();
        let mut numbers = Vec::new();
        for (i, &n) in rounds.iter().enumerate() {
            for round in 0..n {
                parent.push(i as u32);
                numbers.push(round);
            }
        }
        let level = self.push_level(Kind::Loop, parent.clone())?;
        let value = self.counted(counter, level, &parent, &numbers, span)?;
        self.define(variable, value);
        for &assigned in assigned {
            self.open_overlay(assigned, level, None);
        }
        match self.run(body)? {
            Flow::Next | Flow::Continue => {}
            _ => return Err(Stop::Entangled("the loop is left early")),
        }
        for &assigned in assigned {
            self.commit(assigned, level, span)?;
        }
        self.levels.truncate(level - 1);
        Ok(())
    }

    /// The rounds from the first to the last, excluded, as one island.
    fn island(
        &mut self,
        variable: VariableId,
        counter: &Counter,
        (first, last): (usize, usize),
        assigned: &[VariableId],
        body: &[Statement],
        span: Span,
    ) -> Lowered<()> {
        let steps = last - first;
        let count = self.levels.count(self.levels.current());
        self.open_island(steps, assigned, span)?;
        let level = self.levels.current();
        let mut parent = Vec::with_capacity(steps * count);
        let mut numbers = Vec::with_capacity(steps * count);
        for round in first..last {
            for i in 0..count {
                parent.push(i as u32);
                numbers.push(round);
            }
        }
        let value = self.counted(counter, level, &parent, &numbers, span)?;
        self.define(variable, value);
        match self.run(body)? {
            Flow::Next | Flow::Continue => {}
            _ => return Err(Stop::Entangled("the loop is left early")),
        }
        self.close_island(assigned, span)?;
        self.levels.truncate(level - 1);
        Ok(())
    }

    /// The values of the loop variable for iterations of `level`, of which each belongs to an
    /// iteration `parent` of the level below and is its round `numbers`.
    fn counted(
        &mut self,
        counter: &Counter,
        level: usize,
        parent: &[u32],
        numbers: &[usize],
        span: Span,
    ) -> Lowered<Value> {
        match counter {
            Counter::Range(ranges) => {
                let values = parent
                    .iter()
                    .zip(numbers)
                    .map(|(&i, &round)| ranges[i as usize].0 + round as i64)
                    .collect();
                Ok(Value::ints(Shape::SCALAR, level, values))
            }
            Counter::Elements(value) => {
                let shape = element_shape(value);
                let size = shape.size() as u32;
                let places: Vec<u32> = numbers
                    .iter()
                    .flat_map(|&round| {
                        let start = round as u32 * size;
                        start..start + size
                    })
                    .collect();
                self.select(value, shape, level, &places, span)
            }
        }
    }

    /// One iteration after the other, starting at round `start`. Iterations of the current level that
    /// have fewer rounds sit the later ones out.
    fn in_turn(
        &mut self,
        variable: VariableId,
        counter: &Counter,
        rounds: &[usize],
        start: usize,
        body: &[Statement],
        span: Span,
    ) -> Lowered<Flow> {
        let current = self.levels.current();
        let longest = rounds.iter().copied().max().unwrap_or(0);
        for round in start..longest {
            let active: Vec<u32> = (0..rounds.len() as u32)
                .filter(|&i| rounds[i as usize] > round)
                .collect();
            let everyone = active.len() == rounds.len();
            if !everyone {
                self.push_level(Kind::Subset, active)?;
            }
            self.bind(variable, counter, round, span)?;
            let flow = self.run(body);
            self.levels.truncate(current);
            match flow? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                Flow::Return(value) if everyone => return Ok(Flow::Return(value)),
                Flow::Return(_) => return Err(Stop::Entangled("a branch leaves the function")),
            }
        }
        Ok(Flow::Next)
    }

    /// Gives the loop variable its value for one round.
    fn bind(
        &mut self,
        variable: VariableId,
        counter: &Counter,
        round: usize,
        span: Span,
    ) -> Lowered<()> {
        let value = match counter {
            Counter::Range(ranges) if ranges.iter().all(|r| r.0 == ranges[0].0) => {
                Value::int(ranges[0].0 + round as i64)
            }
            Counter::Range(ranges) => {
                let current = self.levels.current();
                // A subset may have been pushed on the level the ranges belong to.
                let home = match ranges.len() == self.levels.count(current) {
                    true => current,
                    false => current - 1,
                };
                let values = self
                    .levels
                    .ancestors(current, home)
                    .iter()
                    .map(|&i| ranges[i as usize].0 + round as i64)
                    .collect();
                Value::ints(Shape::SCALAR, current, values)
            }
            Counter::Elements(value) => {
                let shape = element_shape(value);
                let size = shape.size() as u32;
                let places: Vec<u32> = (round as u32 * size..(round as u32 + 1) * size).collect();
                self.pick(value, shape, &places, span)?
            }
        };
        self.define(variable, value);
        Ok(())
    }
}

/// The shape of what a loop over a container visits.
fn element_shape(value: &Value) -> Shape {
    if value.shape.arrays() == 0 {
        Shape::SCALAR
    } else {
        value.shape.element()
    }
}

/// The variables that statements assign without declaring them.
fn assigned_in(statements: &[Statement]) -> Vec<VariableId> {
    let mut declared = Vec::new();
    declared_in(statements, &mut declared);
    let mut assigned = Vec::new();
    collect_assigned(statements, &mut assigned);
    assigned.sort_unstable();
    assigned.dedup();
    assigned.retain(|v| !declared.contains(v));
    assigned
}

fn collect_assigned(statements: &[Statement], into: &mut Vec<VariableId>) {
    for statement in statements {
        match &statement.kind {
            StatementKind::Assign { place, .. } => into.push(place.variable),
            StatementKind::If {
                then, otherwise, ..
            } => {
                collect_assigned(then, into);
                collect_assigned(otherwise, into);
            }
            StatementKind::For { body, .. }
            | StatementKind::ForEach { body, .. }
            | StatementKind::While { body, .. }
            | StatementKind::Block(body) => collect_assigned(body, into),
            _ => {}
        }
    }
}
