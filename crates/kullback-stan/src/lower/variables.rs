//! Variables: where their elements come from.
//!
//! A variable is a table of pieces, one for each element of each iteration of the level it was
//! declared at; as long as nobody assigns to single elements it is one array. What loops that are
//! lowered as a whole may do to it is the business of [`super::overlay`].

use super::levels::{Kind, Levels};
use super::overlay::{Entry, Overlay, Store};
use super::pieces::Piece;
use super::tracer::{Mode, Tracer};
use super::value::{Array, Elements, Lowered, Shape, Stop, Value};
use crate::diagnostic::Span;
use crate::hir::VariableId;

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
    pub(crate) fn split(&mut self, total: usize) {
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

    pub(crate) fn stored_mut(&mut self, variable: VariableId, span: Span) -> Lowered<&mut Storage> {
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
        let below =
            |levels: &Levels, home: u32| levels.ancestor(target, home as usize, target - 1) as u32;
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
}
