//! What the iterations of a loop that is lowered as a whole write, kept apart until the loop ends.
//!
//! When a loop is lowered as a whole, every variable that its body assigns and that was declared
//! outside gets an *overlay*: the writes of each iteration. A read finds the write of its own
//! iteration, or else *inherits* what was there before the loop; that is right only if no earlier
//! iteration writes the element, which is checked when the loop ends ([`Tracer::commit`]). `x += …` on
//! an inherited element is kept as an addition and becomes a sum over the iterations. If the check
//! fails, the loop is a recurrence and is lowered as an island, or step by step.

use super::pieces::Piece;
use super::tracer::Tracer;
use super::value::{Array, Elements, Lowered, Stop, Value};
use super::variables::{Content, Selection};
use crate::diagnostic::Span;
use crate::hir::VariableId;
use kullback_graph::{Binary, Kernel, SegmentSum};
use std::collections::{BTreeMap, HashMap};

/// The writes of the iterations of one loop to one variable.
#[derive(Clone, Debug)]
pub(crate) struct Overlay {
    /// The level of the loop.
    pub(crate) level: usize,
    /// By iteration and slot: what that iteration wrote last.
    pub(crate) written: HashMap<(u32, u32), Entry>,
    /// By iteration of the level below and slot: the last iteration that read what was there before.
    pub(crate) inherited: HashMap<(u32, u32), u32>,
    /// For an island: the first cell of the variable in its memory.
    pub(crate) memory: Option<u32>,
    /// For an island: each write as (slots by iteration and element, pieces), in order.
    pub(crate) stores: Vec<Store>,
    pub(crate) reads_data: bool,
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
pub(crate) enum Entry {
    Piece(Piece),
    Added(Vec<Piece>),
}

impl Tracer<'_> {
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
