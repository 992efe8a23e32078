//! Variables: where their elements come from, and what loops that run together may do to them.
//!
//! A variable is a table of pieces, one for each element of each iteration of the level it was
//! declared at. When a loop is lowered as a whole, every variable that its body assigns and that was
//! declared outside gets an *overlay*: the writes of each iteration, kept apart. A read finds the
//! write of its own iteration, or else *inherits* what was there before the loop; that is right only
//! if no earlier iteration writes the element, which is checked when the loop ends
//! ([`Tracer::commit`]). `x += …` on an inherited element is kept as an addition and becomes a sum
//! over the iterations. If the check fails, the loop is a recurrence and is lowered as an island, or
//! step by step.

use super::levels::Kind;
use super::tracer::{Mode, Tracer};
use super::value::{Array, Elements, Lowered, Shape, Stop, Value};
use crate::diagnostic::Span;
use crate::hir::VariableId;
use kullback_graph::{Binary, Collect, Kernel, SegmentSum};
use std::collections::{BTreeMap, HashMap};

/// One element of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Piece {
    /// Never assigned.
    Undefined,
    /// A known integer.
    Int(i64),
    /// Element of an array. For an array of an island's body, the place within one step.
    Element(Array, u32),
    /// A cell of the island's memory, as the previous steps left it.
    Memory(u32),
}

/// What a variable holds at its own level.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Integers.
    Ints(Vec<i64>),
    /// One array with every element.
    Whole(Array),
    /// Element by element.
    Pieces(Vec<Piece>),
}

impl Content {
    /// Turns one array into its `total` pieces. Whole arrays of an island's body hold one step, and
    /// their places are counted within it.
    fn split(&mut self, total: usize) {
        if let Content::Whole(array) = *self {
            let len = array.len().max(1);
            *self = Content::Pieces(
                (0..total)
                    .map(|place| Piece::Element(array, (place % len) as u32))
                    .collect(),
            );
        }
    }
}

/// The writes of the iterations of one loop to one variable.
#[derive(Clone, Debug)]
pub(crate) struct Overlay {
    /// The level of the loop.
    pub(crate) level: usize,
    /// By iteration and slot: what that iteration wrote last.
    written: HashMap<(u32, u32), Entry>,
    /// By iteration of the level below and slot: the last iteration that read what was there before.
    inherited: HashMap<(u32, u32), u32>,
    /// For an island: the first cell of the variable in its memory.
    pub(crate) memory: Option<u32>,
    /// For an island: each write as (slots by iteration and element, pieces), in order.
    pub(crate) stores: Vec<Store>,
    reads_data: bool,
}

/// A write within an island.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    /// The memory cell of every element of every step.
    pub(crate) cells: Vec<u32>,
    /// The elements of one step, in the body, or of all steps.
    pub(crate) array: Array,
}

#[derive(Clone, Debug)]
enum Entry {
    Piece(Piece),
    Added(Vec<Piece>),
}

/// A variable that has been declared.
#[derive(Clone, Debug)]
pub(crate) struct Storage {
    pub(crate) shape: Shape,
    pub(crate) level: usize,
    pub(crate) content: Content,
    pub(crate) reads_data: bool,
    pub(crate) overlays: Vec<Overlay>,
}

/// A choice of elements of a variable: for each iteration of `level`, the slots within one instance.
pub(crate) struct Selection {
    pub(crate) shape: Shape,
    pub(crate) level: usize,
    pub(crate) slots: Vec<u32>,
    /// Whether it is the whole variable, in order.
    pub(crate) whole: bool,
}

impl Tracer<'_> {
    /// Declares a variable at the current level.
    pub(crate) fn declare(&mut self, variable: VariableId, shape: Shape, integer: bool) {
        let level = self.levels.current();
        let total = self.levels.count(level) * shape.size();
        let content = if integer {
            Content::Ints(vec![i64::MIN; total])
        } else {
            Content::Pieces(vec![Piece::Undefined; total])
        };
        self.storage[variable.0 as usize] = Some(Storage {
            shape,
            level,
            content,
            reads_data: false,
            overlays: Vec::new(),
        });
    }

    /// Declares a variable with its value.
    pub(crate) fn define(&mut self, variable: VariableId, value: Value) {
        self.storage[variable.0 as usize] = Some(Storage {
            level: value.level,
            content: match value.elements {
                Elements::Ints(ints) => Content::Ints(ints.to_vec()),
                Elements::Reals(array) => Content::Whole(array),
            },
            shape: value.shape,
            reads_data: value.reads_data,
            overlays: Vec::new(),
        });
    }

    /// The storage of a variable.
    pub(crate) fn stored(&self, variable: VariableId, span: Span) -> Lowered<&Storage> {
        self.storage[variable.0 as usize].as_ref().ok_or_else(|| {
            let name = self.name(variable);
            Stop::error("KS0604", span, format!("`{name}` has no value here"))
        })
    }

    fn stored_mut(&mut self, variable: VariableId, span: Span) -> Lowered<&mut Storage> {
        self.stored(variable, span)?;
        self.storage[variable.0 as usize]
            .as_mut()
            .ok_or_else(|| Stop::error("KS0604", span, "this variable has no value here"))
    }

    /// A whole variable.
    pub(crate) fn read(&mut self, variable: VariableId, span: Span) -> Lowered<Value> {
        let storage = self.stored(variable, span)?;
        let (shape, level, reads_data) = (storage.shape.clone(), storage.level, storage.reads_data);
        if storage.overlays.is_empty() {
            match &storage.content {
                Content::Ints(ints) => {
                    if ints.contains(&i64::MIN) {
                        return Err(self.undefined(variable, span));
                    }
                    let value = Value::ints(shape, level, ints.clone());
                    return Ok(value.reading(reads_data));
                }
                Content::Whole(array) => {
                    return Ok(Value::reals(shape, level, *array).reading(reads_data));
                }
                Content::Pieces(pieces) => {
                    let pieces = pieces.clone();
                    let array = self.collect(&pieces, span)?;
                    if self.mode == Mode::Sequential {
                        // Keep it: no loop is being tried that could take it back.
                        self.stored_mut(variable, span)?.content = Content::Whole(array);
                    }
                    return Ok(Value::reals(shape, level, array).reading(reads_data));
                }
            }
        }
        let level = self.levels.current();
        let slots = (0..self.levels.count(level))
            .flat_map(|_| 0..shape.size() as u32)
            .collect();
        let selection = Selection {
            shape,
            level,
            slots,
            whole: true,
        };
        self.read_selected(variable, selection, span)
    }

    /// Puts together the pieces of a variable into one array, so that later reads need not.
    pub(crate) fn settle(&mut self, variable: VariableId, span: Span) -> Lowered<()> {
        let Some(storage) = &self.storage[variable.0 as usize] else {
            return Ok(());
        };
        if let Content::Pieces(pieces) = &storage.content
            && storage.overlays.is_empty()
            && !pieces.contains(&Piece::Undefined)
        {
            let pieces = pieces.clone();
            let array = self.collect(&pieces, span)?;
            self.stored_mut(variable, span)?.content = Content::Whole(array);
        }
        Ok(())
    }

    /// Some elements of a variable.
    pub(crate) fn read_selected(
        &mut self,
        variable: VariableId,
        selection: Selection,
        span: Span,
    ) -> Lowered<Value> {
        let storage = self.stored(variable, span)?;
        if selection.whole && storage.overlays.is_empty() {
            return self.read(variable, span);
        }
        let reads_data = storage.reads_data || storage.overlays.iter().any(|o| o.reads_data);
        if storage.overlays.is_empty()
            && let Content::Whole(array) = storage.content
        {
            let whole = Value::reals(storage.shape.clone(), storage.level, array);
            let value = self.select(
                &whole,
                selection.shape,
                selection.level,
                &selection.slots,
                span,
            )?;
            return Ok(value.reading(reads_data));
        }
        let level = selection
            .level
            .max(storage.level)
            .max(storage.overlays.last().map_or(0, |o| o.level));
        let chunk = selection.shape.size();
        let ancestors = self.levels.ancestors(level, selection.level);
        let mut pieces = Vec::with_capacity(ancestors.len() * chunk);
        for (i, &ancestor) in ancestors.iter().enumerate() {
            for e in 0..chunk {
                let slot = selection.slots[ancestor as usize * chunk + e];
                pieces.push(self.piece(variable, level, i, slot, span)?);
            }
        }
        let value = if self.program.variables[variable.0 as usize].ty.is_integer() {
            let mut ints = Vec::with_capacity(pieces.len());
            for piece in pieces {
                match piece {
                    Piece::Int(i) => ints.push(i),
                    _ if self.levels.current() > 0 => {
                        return Err(Stop::Entangled("an integer is carried between iterations"));
                    }
                    _ => return Err(self.undefined(variable, span)),
                }
            }
            Value::ints(selection.shape, level, ints)
        } else {
            let array = self.collect(&pieces, span)?;
            Value::reals(selection.shape, level, array)
        };
        Ok(value.reading(reads_data))
    }

    fn undefined(&self, variable: VariableId, span: Span) -> Stop {
        let name = self.name(variable);
        Stop::error(
            "KS0605",
            span,
            format!("`{name}` is read before it has a value"),
        )
    }

    /// One element, as iteration `i` of `level` sees it.
    pub(crate) fn piece(
        &mut self,
        variable: VariableId,
        level: usize,
        i: usize,
        slot: u32,
        span: Span,
    ) -> Lowered<Piece> {
        let levels = &self.levels;
        let Some(storage) = self.storage[variable.0 as usize].as_mut() else {
            return Err(self.undefined(variable, span));
        };
        let size = storage.shape.size();
        let (mut level, mut i) = (level, i);
        for overlay in storage.overlays.iter_mut().rev() {
            i = levels.ancestor(level, i, overlay.level);
            level = overlay.level;
            match overlay.written.get(&(i as u32, slot)) {
                Some(Entry::Piece(piece)) => return Ok(*piece),
                Some(Entry::Added(_)) => {
                    return Err(Stop::Entangled("a running sum is read in its loop"));
                }
                None => {}
            }
            let below = levels.ancestor(level, i, level - 1);
            if let Some(first) = overlay.memory {
                return Ok(Piece::Memory(first + (below * size) as u32 + slot));
            }
            let last = overlay
                .inherited
                .entry((below as u32, slot))
                .or_insert(i as u32);
            *last = (*last).max(i as u32);
        }
        let place = levels.ancestor(level, i, storage.level) * size + slot as usize;
        Ok(match &storage.content {
            Content::Ints(ints) if ints[place] == i64::MIN => Piece::Undefined,
            Content::Ints(ints) => Piece::Int(ints[place]),
            Content::Whole(array) if array.body => {
                // Declared within the step: places are counted within it.
                let per_step = array.len();
                Piece::Element(*array, (place % per_step.max(1)) as u32)
            }
            Content::Whole(array) => Piece::Element(*array, place as u32),
            Content::Pieces(pieces) => pieces[place],
        })
    }

    /// One array from many pieces.
    pub(crate) fn collect(&mut self, pieces: &[Piece], span: Span) -> Lowered<Array> {
        let in_body = |piece: &Piece| match piece {
            Piece::Element(array, _) => array.body,
            Piece::Memory(_) => true,
            _ => false,
        };
        if pieces.iter().any(in_body) {
            return self.collect_in_body(pieces, span);
        }
        // One array alone needs only a gather.
        if let Some(Piece::Element(first, _)) = pieces.first()
            && pieces
                .iter()
                .all(|p| matches!(p, Piece::Element(array, _) if array == first))
        {
            let places = pieces
                .iter()
                .map(|p| match p {
                    Piece::Element(_, place) => *place,
                    _ => 0,
                })
                .collect();
            return self.gather(*first, places, span);
        }
        let mut inputs: Vec<Array> = Vec::new();
        let mut index: HashMap<Array, u32> = HashMap::new();
        let mut constants: Vec<f64> = Vec::new();
        let mut places: Vec<(u32, u32)> = Vec::with_capacity(pieces.len());
        const CONSTANT: u32 = u32::MAX;
        for piece in pieces {
            let known = match piece {
                Piece::Element(array, place) => match self.builder.constant_values(array.operand) {
                    Some(values) => values[*place as usize],
                    None => {
                        let k = *index.entry(*array).or_insert_with(|| {
                            inputs.push(*array);
                            inputs.len() as u32 - 1
                        });
                        places.push((k, *place));
                        continue;
                    }
                },
                Piece::Int(i) => *i as f64,
                Piece::Undefined | Piece::Memory(_) => f64::NAN,
            };
            places.push((CONSTANT, constants.len() as u32));
            constants.push(known);
        }
        if inputs.is_empty() {
            return Ok(self.constant(&constants));
        }
        if !constants.is_empty() {
            let k = inputs.len() as u32;
            inputs.push(self.constant(&constants));
            for place in &mut places {
                if place.0 == CONSTANT {
                    place.0 = k;
                }
            }
        }
        let places = places.into();
        self.emit(Kernel::Collect(Collect { places }), &inputs, span)
    }

    /// Pieces of an island: those of one step, after checking that every step looks the same.
    fn collect_in_body(&mut self, pieces: &[Piece], span: Span) -> Lowered<Array> {
        let steps = match &self.island {
            Some(island) => island.steps,
            None => return Err(Stop::Entangled("a value outlived its loop")),
        };
        let per_step = pieces.len() / steps;
        let mut collected = Vec::with_capacity(per_step);
        for j in 0..per_step {
            let column: Vec<Piece> = (0..steps).map(|t| pieces[t * per_step + j]).collect();
            let first = column[0];
            collected.push(match first {
                Piece::Memory(_) => {
                    let mut cells = Vec::with_capacity(steps);
                    for piece in &column {
                        match piece {
                            Piece::Memory(cell) => cells.push(*cell),
                            _ => return Err(Stop::Entangled("steps differ in what they read")),
                        }
                    }
                    match self.island.as_mut() {
                        Some(island) => (island.load(cells), 0),
                        None => return Err(Stop::Entangled("a value outlived its loop")),
                    }
                }
                Piece::Element(array, place) if array.body => {
                    if column.iter().any(|p| *p != first) {
                        return Err(Stop::Entangled("steps differ in what they read"));
                    }
                    (array, place)
                }
                _ => {
                    let body = |p: &Piece| {
                        matches!(p, Piece::Memory(_))
                            || matches!(p, Piece::Element(array, _) if array.body)
                    };
                    if column.iter().any(body) {
                        return Err(Stop::Entangled("steps differ in what they read"));
                    }
                    let outer = self.collect(&column, span)?;
                    match self.island.as_mut() {
                        Some(island) => (island.stream(outer.operand, 1), 0),
                        None => return Err(Stop::Entangled("a value outlived its loop")),
                    }
                }
            });
        }
        let mut inputs: Vec<Array> = Vec::new();
        let mut places = Vec::with_capacity(per_step);
        for (array, place) in collected {
            let k = match inputs.iter().position(|input| *input == array) {
                Some(k) => k,
                None => {
                    inputs.push(array);
                    inputs.len() - 1
                }
            };
            places.push((k as u32, place));
        }
        if let [only] = inputs[..] {
            let places = places.iter().map(|&(_, place)| place).collect();
            return self.gather(only, places, span);
        }
        let places = places.into();
        self.emit(Kernel::Collect(Collect { places }), &inputs, span)
    }

    /// Pieces of a value for iteration `i` of `level`.
    pub(crate) fn piece_of(
        &self,
        value: &Value,
        array: Option<Array>,
        level: usize,
        i: usize,
        e: usize,
    ) -> Piece {
        let size = value.shape.size();
        let i = self.levels.ancestor(level, i, value.level);
        match (&value.elements, array) {
            (Elements::Ints(ints), None) => Piece::Int(ints[i * size + e]),
            (_, Some(array)) if array.body => {
                Piece::Element(array, ((i * size + e) % array.len().max(1)) as u32)
            }
            (_, Some(array)) => Piece::Element(array, (i * size + e) as u32),
            (Elements::Reals(array), None) => Piece::Element(*array, (i * size + e) as u32),
        }
    }

    /// Assigns to some elements of a variable in every iteration of the current level.
    pub(crate) fn write(
        &mut self,
        variable: VariableId,
        selection: &Selection,
        value: &Value,
        span: Span,
    ) -> Lowered<()> {
        let current = self.levels.current();
        let integer = self.program.variables[variable.0 as usize].ty.is_integer();
        let array = if integer {
            None
        } else {
            Some(self.reals(value))
        };
        let value_size = value.shape.size();
        let chunk = selection.shape.size();
        if value_size != chunk {
            return Err(self.size_mismatch(&selection.shape, &value.shape, span));
        }
        // A whole variable of this level takes the array as it is.
        let storage = self.stored(variable, span)?;
        if selection.whole
            && storage.overlays.is_empty()
            && storage.level == value.level
            && storage.level == current
            && storage.shape.dims == value.shape.dims
        {
            let content = match (&value.elements, array) {
                (_, Some(array)) => Content::Whole(array),
                (Elements::Ints(ints), None) => Content::Ints(ints.to_vec()),
                (Elements::Reals(array), None) => Content::Whole(*array),
            };
            let reads_data = value.reads_data;
            let storage = self.stored_mut(variable, span)?;
            storage.content = content;
            storage.reads_data = reads_data;
            return Ok(());
        }
        let target = storage.overlays.last().map_or(storage.level, |o| o.level);
        let count = self.levels.count(current);
        let size = storage.shape.size();
        let total = self.levels.count(storage.level) * size;
        let mut writes = Vec::with_capacity(count * chunk);
        for i in 0..count {
            let home = self.levels.ancestor(current, i, target) as u32;
            let row = self.levels.ancestor(current, i, selection.level) * chunk;
            for e in 0..chunk {
                let piece = self.piece_of(value, array, current, i, e);
                writes.push((home, selection.slots[row + e], piece));
            }
        }
        let is_steps = self.levels.kind(target) == Kind::Steps;
        let below = |levels: &super::levels::Levels, home: u32| {
            levels.ancestor(target, home as usize, target - 1) as u32
        };
        let mut cells = Vec::new();
        if is_steps
            && let Some(overlay) = self.stored(variable, span)?.overlays.last()
            && let Some(first) = overlay.memory
        {
            cells = writes
                .iter()
                .map(|&(home, slot, _)| first + below(&self.levels, home) * size as u32 + slot)
                .collect();
        }
        let reads_data = value.reads_data;
        let lifted = match array {
            Some(array) if !cells.is_empty() => {
                Some(self.lift(array, value.level, value_size, current, array.body, span)?)
            }
            _ => None,
        };
        let storage = self.stored_mut(variable, span)?;
        storage.reads_data |= reads_data;
        if let Some(overlay) = storage.overlays.last_mut() {
            overlay.reads_data |= reads_data;
            if overlay.memory.is_some() {
                match lifted {
                    Some(array) => overlay.stores.push(Store { cells, array }),
                    None if integer => {
                        return Err(Stop::Entangled("an integer is carried between steps"));
                    }
                    None => {}
                }
            }
            for (home, slot, piece) in writes {
                overlay.written.insert((home, slot), Entry::Piece(piece));
            }
            return Ok(());
        }
        match &mut storage.content {
            Content::Ints(ints) => {
                for (home, slot, piece) in writes {
                    if let Piece::Int(i) = piece {
                        ints[home as usize * size + slot as usize] = i;
                    }
                }
            }
            content => {
                content.split(total);
                if let Content::Pieces(pieces) = content {
                    for (home, slot, piece) in writes {
                        pieces[home as usize * size + slot as usize] = piece;
                    }
                }
            }
        }
        Ok(())
    }

    /// `variable[selection] += value` in every iteration of the current level, kept as an addition
    /// when the loop being lowered has not written the elements itself. Returns whether it was; if
    /// not, the caller reads, adds and writes.
    pub(crate) fn add(
        &mut self,
        variable: VariableId,
        selection: &Selection,
        value: &Value,
        span: Span,
    ) -> Lowered<bool> {
        let current = self.levels.current();
        let Some(overlay) = self.stored(variable, span)?.overlays.last() else {
            return Ok(false);
        };
        if overlay.memory.is_some() || self.program.variables[variable.0 as usize].ty.is_integer() {
            return Ok(false);
        }
        let target = overlay.level;
        let value = self.promoted(value);
        let chunk = selection.shape.size();
        let scalar = value.shape.is_scalar();
        if !scalar && value.shape.size() != chunk {
            return Err(self.size_mismatch(&selection.shape, &value.shape, span));
        }
        let mut additions = Vec::new();
        for i in 0..self.levels.count(current) {
            let home = self.levels.ancestor(current, i, target) as u32;
            let row = self.levels.ancestor(current, i, selection.level) * chunk;
            for e in 0..chunk {
                let Elements::Reals(array) = value.elements else {
                    return Ok(false);
                };
                let place = if scalar { 0 } else { e };
                let piece = self.piece_of(&value, Some(array), current, i, place);
                additions.push((home, selection.slots[row + e], piece));
            }
        }
        let storage = self.stored_mut(variable, span)?;
        let Some(overlay) = storage.overlays.last_mut() else {
            return Ok(false);
        };
        let own = |overlay: &Overlay, home, slot| {
            matches!(overlay.written.get(&(home, slot)), Some(Entry::Piece(_)))
        };
        if additions
            .iter()
            .any(|&(home, slot, _)| own(overlay, home, slot))
        {
            return Ok(false);
        }
        overlay.reads_data |= value.reads_data;
        storage.reads_data |= value.reads_data;
        for (home, slot, piece) in additions {
            match overlay
                .written
                .entry((home, slot))
                .or_insert_with(|| Entry::Added(Vec::new()))
            {
                Entry::Added(pieces) => pieces.push(piece),
                Entry::Piece(_) => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Opens an overlay on `variable` for the loop at `level`.
    pub(crate) fn open_overlay(&mut self, variable: VariableId, level: usize, memory: Option<u32>) {
        if let Some(storage) = &mut self.storage[variable.0 as usize] {
            storage.overlays.push(Overlay {
                level,
                written: HashMap::new(),
                inherited: HashMap::new(),
                memory,
                stores: Vec::new(),
                reads_data: false,
            });
        }
    }

    /// Closes the overlay of the loop at `level`, whose iterations belong to those of the level below:
    /// checks that they were independent, and hands the last writes and the sums to the level below.
    /// The loop's level is still on the stack.
    pub(crate) fn commit(&mut self, variable: VariableId, level: usize, span: Span) -> Lowered<()> {
        let Some(storage) = self.storage[variable.0 as usize].as_mut() else {
            return Ok(());
        };
        if storage.overlays.last().map(|o| o.level) != Some(level) {
            return Ok(());
        }
        let Some(overlay) = storage.overlays.pop() else {
            return Ok(());
        };
        // By iteration of the level below and slot: the iterations that wrote, in order.
        let mut groups: BTreeMap<(u32, u32), Vec<(u32, Entry)>> = BTreeMap::new();
        for ((i, slot), entry) in overlay.written {
            let below = self.levels.ancestor(level, i as usize, level - 1) as u32;
            groups.entry((below, slot)).or_default().push((i, entry));
        }
        let mut last = Vec::new();
        let mut sums: Vec<((u32, u32), Vec<Piece>)> = Vec::new();
        for ((below, slot), mut entries) in groups {
            entries.sort_by_key(|(i, _)| *i);
            let first = entries[0].0;
            if let Some(&reader) = overlay.inherited.get(&(below, slot))
                && reader > first
            {
                return Err(Stop::Entangled(
                    "an iteration reads what an earlier one wrote",
                ));
            }
            let added = entries
                .iter()
                .filter(|(_, e)| matches!(e, Entry::Added(_)))
                .count();
            if added == 0 {
                if let Some((_, Entry::Piece(piece))) = entries.last() {
                    last.push((below, slot, *piece));
                }
            } else if added == entries.len() {
                let mut pieces = Vec::new();
                for (_, entry) in entries {
                    if let Entry::Added(more) = entry {
                        pieces.extend(more);
                    }
                }
                sums.push(((below, slot), pieces));
            } else {
                return Err(Stop::Entangled("an element is both assigned and added to"));
            }
        }
        if !last.is_empty() {
            self.hand_down(variable, level - 1, last, overlay.reads_data, span)?;
        }
        if !sums.is_empty() {
            self.add_sums(variable, level - 1, sums, overlay.reads_data, span)?;
        }
        Ok(())
    }

    /// Writes single elements on behalf of iterations of `level`.
    pub(crate) fn hand_down(
        &mut self,
        variable: VariableId,
        level: usize,
        writes: Vec<(u32, u32, Piece)>,
        reads_data: bool,
        span: Span,
    ) -> Lowered<()> {
        let storage = self.stored(variable, span)?;
        let size = storage.shape.size();
        let target = storage.overlays.last().map_or(storage.level, |o| o.level);
        let home: Vec<u32> = self.levels.ancestors(level, target);
        let steps_memory = storage.overlays.last().and_then(|o| o.memory);
        if let Some(first) = steps_memory {
            return self.store_pieces(variable, first, level, target, writes, span);
        }
        let total = self.levels.count(storage.level) * size;
        let storage = self.stored_mut(variable, span)?;
        storage.reads_data |= reads_data;
        if let Some(overlay) = storage.overlays.last_mut() {
            overlay.reads_data |= reads_data;
            for (i, slot, piece) in writes {
                overlay
                    .written
                    .insert((home[i as usize], slot), Entry::Piece(piece));
            }
            return Ok(());
        }
        // Turn the content into pieces, then write.
        match &mut storage.content {
            Content::Ints(ints) => {
                for (i, slot, piece) in writes {
                    if let Piece::Int(value) = piece {
                        ints[home[i as usize] as usize * size + slot as usize] = value;
                    }
                }
            }
            content => {
                content.split(total);
                if let Content::Pieces(pieces) = content {
                    for (i, slot, piece) in writes {
                        pieces[home[i as usize] as usize * size + slot as usize] = piece;
                    }
                }
            }
        }
        Ok(())
    }

    /// Within an island: writes single elements to its memory at the end of the step.
    fn store_pieces(
        &mut self,
        variable: VariableId,
        first: u32,
        level: usize,
        target: usize,
        writes: Vec<(u32, u32, Piece)>,
        span: Span,
    ) -> Lowered<()> {
        let size = self.stored(variable, span)?.shape.size() as u32;
        let mut ordered = writes;
        ordered.sort_by_key(|&(i, slot, _)| {
            (self.levels.ancestor(level, i as usize, target), i, slot)
        });
        let pieces: Vec<Piece> = ordered.iter().map(|w| w.2).collect();
        let steps = self.island.as_ref().map_or(1, |island| island.steps);
        if !ordered.len().is_multiple_of(steps) {
            return Err(Stop::Entangled("steps differ in what they write"));
        }
        let array = self.collect(&pieces, span)?;
        let per_step = ordered.len() / steps;
        let mut cells = Vec::with_capacity(ordered.len());
        let mut entries = Vec::with_capacity(ordered.len());
        for (k, &(i, slot, _)) in ordered.iter().enumerate() {
            let home = self.levels.ancestor(level, i as usize, target);
            let below = self.levels.ancestor(target, home, target - 1) as u32;
            cells.push(first + below * size + slot);
            let place = if array.body { k % per_step } else { k };
            entries.push(((home as u32, slot), Piece::Element(array, place as u32)));
        }
        let storage = self.stored_mut(variable, span)?;
        if let Some(overlay) = storage.overlays.last_mut() {
            overlay.stores.push(Store { cells, array });
            for (key, piece) in entries {
                overlay.written.insert(key, Entry::Piece(piece));
            }
        }
        Ok(())
    }

    /// Adds sums of pieces to elements, on behalf of iterations of `level`.
    fn add_sums(
        &mut self,
        variable: VariableId,
        level: usize,
        sums: Vec<((u32, u32), Vec<Piece>)>,
        reads_data: bool,
        span: Span,
    ) -> Lowered<()> {
        // Inside an island the sums are those of one step, the same in every step.
        let all: Vec<Piece> = sums.iter().flat_map(|(_, p)| p.iter().copied()).collect();
        let array = self.collect(&all, span)?;
        let mut starts = vec![0u32];
        let used = if array.body {
            let steps = self.island.as_ref().map_or(1, |island| island.steps);
            if !sums.len().is_multiple_of(steps) {
                return Err(Stop::Entangled("steps differ in what they add"));
            }
            let per_step = sums.len() / steps;
            let lens = |t: usize| {
                sums[t * per_step..][..per_step]
                    .iter()
                    .map(|(_, p)| p.len())
            };
            if (0..steps).any(|t| !lens(t).eq(lens(0))) {
                return Err(Stop::Entangled("steps differ in what they add"));
            }
            per_step
        } else {
            sums.len()
        };
        for (_, pieces) in &sums[..used] {
            let end = starts[starts.len() - 1] + pieces.len() as u32;
            starts.push(end);
        }
        let totals = self.emit(
            Kernel::SegmentSum(SegmentSum {
                starts: starts.into(),
            }),
            &[array],
            span,
        )?;
        // What the level below has of its own is added to; what it inherits keeps an addition.
        let storage = self.stored(variable, span)?;
        let target = storage.overlays.last().map_or(storage.level, |o| o.level);
        let keep = storage.overlays.last().is_some_and(|o| o.memory.is_none());
        let place = |k: usize| if array.body { k % used } else { k };
        let mut own = Vec::new();
        let mut inherited = Vec::new();
        for (k, ((i, slot), _)) in sums.iter().enumerate() {
            let home = self.levels.ancestor(level, *i as usize, target) as u32;
            let addition = Piece::Element(totals, place(k) as u32);
            let has_own = self
                .stored(variable, span)?
                .overlays
                .last()
                .is_some_and(|o| matches!(o.written.get(&(home, *slot)), Some(Entry::Piece(_))));
            if keep && !has_own {
                inherited.push((home, *slot, addition));
            } else {
                own.push((*i, *slot, addition));
            }
        }
        if !inherited.is_empty() && !own.is_empty() {
            return Err(Stop::Entangled("an element is both assigned and added to"));
        }
        if !inherited.is_empty() {
            let storage = self.stored_mut(variable, span)?;
            storage.reads_data |= reads_data;
            if let Some(overlay) = storage.overlays.last_mut() {
                overlay.reads_data |= reads_data;
                for (home, slot, piece) in inherited {
                    match overlay
                        .written
                        .entry((home, slot))
                        .or_insert_with(|| Entry::Added(Vec::new()))
                    {
                        Entry::Added(pieces) => pieces.push(piece),
                        Entry::Piece(_) => {
                            return Err(Stop::Entangled(
                                "an element is both assigned and added to",
                            ));
                        }
                    }
                }
            }
            return Ok(());
        }
        let mut before = Vec::with_capacity(own.len());
        for (i, slot, _) in &own {
            before.push(self.piece(variable, level, *i as usize, *slot, span)?);
        }
        let additions: Vec<Piece> = own.iter().map(|w| w.2).collect();
        let old = self.collect(&before, span)?;
        let new = self.collect(&additions, span)?;
        let (old, new) = match (old.body, new.body) {
            (false, true) | (true, false) => {
                let steps = self.island.as_ref().map_or(1, |island| island.steps);
                let Some(island) = self.island.as_mut() else {
                    return Err(Stop::Entangled("a value outlived its loop"));
                };
                let fix = |island: &mut super::island::Island, array: Array| {
                    if array.body {
                        array
                    } else {
                        island.stream(array.operand, array.len() / steps)
                    }
                };
                (fix(island, old), fix(island, new))
            }
            _ => (old, new),
        };
        let total = self.emit(Kernel::Binary(Binary::Add), &[old, new], span)?;
        let writes = own
            .iter()
            .enumerate()
            .map(|(k, &(i, slot, _))| {
                let place = if total.body { k % total.len() } else { k };
                (i, slot, Piece::Element(total, place as u32))
            })
            .collect();
        self.hand_down(variable, level, writes, reads_data, span)
    }
}
