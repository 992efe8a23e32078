//! Indexing: from index expressions to the places of elements.

use super::tracer::Tracer;
use super::value::{Container, Elements, Lowered, Shape, Stop, Value};
use super::variables::Selection;
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{Expression, ExpressionKind, Index, Place};

/// One index, evaluated: zero-based positions, `width` for each iteration of `level`.
struct Positions {
    level: usize,
    width: usize,
    /// Whether the dimension disappears.
    single: bool,
    values: Vec<u32>,
}

impl Tracer<'_> {
    /// The elements that `indexes` choose from something of `shape`, called `name` in messages.
    pub(crate) fn selection(
        &mut self,
        shape: &Shape,
        indexes: &[Index],
        name: &str,
        span: Span,
    ) -> Lowered<Selection> {
        if indexes.is_empty() {
            return Ok(Selection {
                shape: shape.clone(),
                level: 0,
                slots: (0..shape.size() as u32).collect(),
                whole: true,
            });
        }
        let mut positions = Vec::with_capacity(shape.dims.len());
        for (d, &extent) in shape.dims.iter().enumerate() {
            positions.push(match indexes.get(d) {
                Some(index) => self.positions(index, extent, name, span)?,
                None => all(extent),
            });
        }
        let level = positions.iter().map(|p| p.level).max().unwrap_or(0);
        let count = self.levels.count(level);
        let ancestors: Vec<Vec<u32>> = positions
            .iter()
            .map(|p| self.levels.ancestors(level, p.level))
            .collect();
        // Strides of the layout, and the order in which dimensions are walked, outermost first.
        let arrays = shape.arrays();
        let strides = shape.strides();
        let mut order: Vec<usize> = (0..arrays).collect();
        order.extend((arrays..shape.dims.len()).rev());
        let chunk: usize = positions.iter().map(|p| p.width).product();
        let mut slots = Vec::with_capacity(count * chunk);
        let mut rows = vec![0u32];
        let mut next = Vec::new();
        for i in 0..count {
            rows.clear();
            rows.push(0);
            for &d in &order {
                let p = &positions[d];
                let first = ancestors[d][i] as usize * p.width;
                next.clear();
                for &row in &rows {
                    for &position in &p.values[first..first + p.width] {
                        next.push(row + position * strides[d] as u32);
                    }
                }
                std::mem::swap(&mut rows, &mut next);
            }
            slots.extend_from_slice(&rows);
        }
        Ok(Selection {
            shape: chosen_shape(shape, &positions),
            level,
            slots,
            whole: false,
        })
    }

    fn positions(
        &mut self,
        index: &Index,
        extent: usize,
        name: &str,
        span: Span,
    ) -> Lowered<Positions> {
        let (values, level, width, single) = match index {
            Index::All => return Ok(all(extent)),
            Index::One(expression) => {
                let value = self.evaluate(expression)?;
                let ints = self.integers(&value, expression.span)?.to_vec();
                (ints, value.level, 1, true)
            }
            Index::Many(expression) => {
                let value = self.evaluate(expression)?;
                let ints = self.integers(&value, expression.span)?.to_vec();
                (ints, value.level, value.shape.size(), false)
            }
            Index::Range { from, to } => {
                let from = match from {
                    Some(from) => self.evaluate(from)?,
                    None => Value::int(1),
                };
                let to = match to {
                    Some(to) => self.evaluate(to)?,
                    None => Value::int(extent as i64),
                };
                let level = from.level.max(to.level);
                let (first, last) = (self.integers(&from, span)?, self.integers(&to, span)?);
                let low = self.levels.ancestors(level, from.level);
                let high = self.levels.ancestors(level, to.level);
                let mut width = None;
                let mut values = Vec::new();
                for (&l, &h) in low.iter().zip(&high) {
                    let (l, h) = (first[l as usize], last[h as usize]);
                    let n = (h - l + 1).max(0) as usize;
                    if *width.get_or_insert(n) != n {
                        return Err(Stop::Entangled("slices differ in length"));
                    }
                    values.extend(l..l + n as i64);
                }
                (values, level, width.unwrap_or(0), false)
            }
        };
        let mut places = Vec::with_capacity(values.len());
        for value in values {
            if value < 1 || value > extent as i64 {
                let diagnostic = Diagnostic::error(
                    "KS0606",
                    span,
                    format!("index {value} is out of range for `{name}`"),
                )
                .label(format!(
                    "expected an index from 1 to {extent}, found {value}"
                ));
                return Err(diagnostic.into());
            }
            places.push((value - 1) as u32);
        }
        Ok(Positions {
            level,
            width,
            single,
            values: places,
        })
    }

    /// The elements that an assignment writes.
    pub(crate) fn place_selection(&mut self, place: &Place) -> Lowered<Selection> {
        let shape = self.stored(place.variable, place.span)?.shape.clone();
        let name = self.name(place.variable);
        self.selection(&shape, &place.indexes, name, place.span)
    }

    /// `base[indexes]`
    pub(crate) fn indexed(
        &mut self,
        base: &Expression,
        indexes: &[Index],
        span: Span,
    ) -> Lowered<Value> {
        if let ExpressionKind::Variable(variable) = base.kind {
            let shape = self.stored(variable, base.span)?.shape.clone();
            let name = self.name(variable);
            let selection = self.selection(&shape, indexes, name, span)?;
            let index_reads = self.indexes_read_data(indexes)?;
            let value = self.read_selected(variable, selection, span)?;
            return Ok(value.reading(index_reads));
        }
        let value = self.evaluate(base)?;
        let selection = self.selection(&value.shape, indexes, "this expression", span)?;
        let (shape, level) = (selection.shape, selection.level);
        self.select(&value, shape, level, &selection.slots, span)
    }

    /// Whether an index comes from data (`theta[y[n]]` reads the observation `y[n]`).
    fn indexes_read_data(&mut self, indexes: &[Index]) -> Lowered<bool> {
        for index in indexes {
            if let Index::One(e) | Index::Many(e) = index
                && !matches!(e.kind, ExpressionKind::Int(_))
                && self.evaluate(e)?.reads_data
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn all(extent: usize) -> Positions {
    Positions {
        level: 0,
        width: extent,
        single: false,
        values: (0..extent as u32).collect(),
    }
}

/// The shape that remains when single indexes have removed their dimensions.
fn chosen_shape(shape: &Shape, positions: &[Positions]) -> Shape {
    let arrays = shape.arrays();
    let kept: Vec<usize> = positions
        .iter()
        .enumerate()
        .filter(|(_, p)| !p.single)
        .map(|(d, _)| d)
        .collect();
    let dims = kept.iter().map(|&d| positions[d].width).collect();
    let inner: Vec<usize> = kept.iter().filter(|&&d| d >= arrays).copied().collect();
    let container = match (shape.container, inner.as_slice()) {
        (_, []) => Container::Scalar,
        (Container::Matrix, [_, _]) => Container::Matrix,
        (Container::Matrix, [d]) if *d == arrays => Container::Vector,
        (Container::Matrix, _) => Container::RowVector,
        (container, _) => container,
    };
    Shape { container, dims }
}

impl Value {
    /// The integers, if that is what it holds.
    pub(crate) fn as_ints(&self) -> Option<&[i64]> {
        match &self.elements {
            Elements::Ints(ints) => Some(ints),
            Elements::Reals(_) => None,
        }
    }
}
