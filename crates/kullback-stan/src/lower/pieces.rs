//! Pieces: single elements, and how many of them become one array again.

use super::tracer::Tracer;
use super::value::{Array, Elements, Lowered, Stop, Value};
use crate::diagnostic::Span;
use kullback_graph::{Collect, Kernel};
use std::collections::HashMap;

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

impl Tracer<'_> {
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
}
