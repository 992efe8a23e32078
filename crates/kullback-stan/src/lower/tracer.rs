//! The state of lowering, and the one place where operations enter the graph.
//!
//! Lowering runs the program once, with the data known and the parameters symbolic. Independent
//! iterations are taken together ([`super::levels`]); a recurrence becomes an island
//! ([`super::island`]). Every operation passes through [`Tracer::align`] and [`Tracer::emit`], which
//! decide whether it belongs to the main graph or to the body of the island being lowered.

use super::island::Island;
use super::levels::{Kind, Levels};
use super::value::{Array, Container, Elements, Lowered, Shape, Stop, Value};
use super::variables::Storage;
use crate::diagnostic::Span;
use crate::hir::{Program, VariableId};
use kullback_graph::{
    Binary, Builder, Gather, Kernel, Operand, Reduction, ReductionKind, Ternary, Unary,
};
use kullback_math::random::Stream;

/// How a program is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Parameters are symbolic; loops become array operations or islands.
    Graph,
    /// Every value is known while it is traced; loops run one iteration at a time. This is how
    /// transformed data and generated quantities run, and, with a builder that evaluates eagerly,
    /// the tape.
    Sequential,
}

/// A summand of the target.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    /// A scalar of the main graph.
    pub(crate) value: Operand,
    /// Whether it belongs to the likelihood.
    pub(crate) likelihood: bool,
}

/// The state of lowering.
pub(crate) struct Tracer<'p> {
    pub(crate) program: &'p Program,
    pub(crate) builder: Builder,
    pub(crate) mode: Mode,
    pub(crate) levels: Levels,
    pub(crate) storage: Vec<Option<Storage>>,
    pub(crate) terms: Vec<Term>,
    pub(crate) island: Option<Box<Island>>,
    /// The random stream, where random numbers are allowed.
    pub(crate) random: Option<Stream>,
    /// Spans of the origins given to the builder.
    pub(crate) origins: Vec<Span>,
    /// Depth of user-defined function calls.
    pub(crate) depth: usize,
    /// What `print` said.
    pub(crate) printed: Vec<String>,
}

impl<'p> Tracer<'p> {
    pub(crate) fn new(program: &'p Program, builder: Builder, mode: Mode) -> Self {
        Self {
            program,
            builder,
            mode,
            levels: Levels::new(),
            storage: program.variables.iter().map(|_| None).collect(),
            terms: Vec::new(),
            island: None,
            random: None,
            origins: Vec::new(),
            depth: 0,
            printed: Vec::new(),
        }
    }

    /// What is made from now on comes from `span`.
    pub(crate) fn at(&mut self, span: Span) {
        self.origins.push(span);
        self.builder.set_origin(self.origins.len() as u32 - 1);
    }

    /// The name of a variable.
    pub(crate) fn name(&self, variable: VariableId) -> &'p str {
        &self.program.variables[variable.0 as usize].name
    }

    // --- instances -----------------------------------------------------------------------------

    /// Number of instances of a value at `level`: all iterations, or those of one step when the
    /// array belongs to the body of an island.
    pub(crate) fn instances(&self, level: usize, body: bool) -> usize {
        let count = self.levels.count(level);
        match &self.island {
            Some(island) if body && level >= island.level => count / island.steps,
            _ => count,
        }
    }

    /// Pushes a level. Inside an island, every step must have the same iterations.
    pub(crate) fn push_level(&mut self, kind: Kind, parent: Vec<u32>) -> Lowered<usize> {
        if let Some(island) = &self.island
            && kind != Kind::Steps
        {
            let steps = island.steps;
            let per_step = parent.len() / steps;
            let below = self.levels.count(self.levels.current()) / steps;
            let uniform = per_step * steps == parent.len()
                && (0..parent.len()).all(|i| {
                    let (step, place) = (i / per_step.max(1), i % per_step.max(1));
                    parent[i] as usize == parent[place] as usize + step * below
                });
            if !uniform {
                return Err(Stop::Entangled("the steps of the loop differ in shape"));
            }
        }
        Ok(self.levels.push(kind, parent))
    }

    // --- operations ----------------------------------------------------------------------------

    /// Applies a kernel to arrays that [`Tracer::align`] has brought together.
    pub(crate) fn emit(&mut self, kernel: Kernel, inputs: &[Array], span: Span) -> Lowered<Array> {
        let body = inputs.iter().any(|input| input.body);
        if !body {
            let operands: Vec<Operand> = inputs.iter().map(|input| input.operand).collect();
            return match self.builder.apply(kernel, &operands) {
                Ok(operand) => Ok(Array::outer(operand)),
                Err(error) => Err(Stop::fold(&error, span)),
            };
        }
        let origin = self.builder.origin();
        let Some(island) = self.island.as_mut() else {
            return Err(Stop::Entangled("a value outlived its loop"));
        };
        let mut operands = Vec::with_capacity(inputs.len());
        for input in inputs {
            operands.push(if input.body {
                input.operand
            } else {
                island.import(&self.builder, input.operand)
            });
        }
        island.body.set_origin(origin);
        match island.body.apply(kernel, &operands) {
            Ok(operand) => Ok(Array {
                operand,
                body: true,
            }),
            Err(error) => Err(Stop::fold(&error, span)),
        }
    }

    /// Brings values to one level and one scope. Values that are one scalar for all iterations stay
    /// single elements, which every elementwise kernel repeats; everything else gets one instance for
    /// each iteration. Returns the level, the number of instances, and the arrays.
    pub(crate) fn align(
        &mut self,
        values: &[&Value],
        span: Span,
    ) -> Lowered<(usize, usize, Vec<Array>)> {
        let level = values.iter().map(|v| v.level).max().unwrap_or(0);
        let arrays: Vec<Array> = values.iter().map(|v| self.reals(v)).collect();
        let body = arrays.iter().any(|a| a.body);
        let mut aligned = Vec::with_capacity(values.len());
        for (value, array) in values.iter().zip(arrays) {
            let single = value.level == 0 && value.shape.is_scalar();
            aligned.push(if single && !array.body {
                array
            } else {
                self.lift(array, value.level, value.shape.size(), level, body, span)?
            });
        }
        Ok((level, self.instances(level, body), aligned))
    }

    /// An array with `size` elements for each iteration of `from`, repeated for each iteration of
    /// the higher level `to`; brought into the body of the island when `body`.
    pub(crate) fn lift(
        &mut self,
        array: Array,
        from: usize,
        size: usize,
        to: usize,
        body: bool,
        span: Span,
    ) -> Lowered<Array> {
        let mut array = array;
        if body
            && !array.body
            && let Some(island) = self.island.as_mut()
            && from >= island.level
        {
            array = island.stream(array.operand, array.len() / island.steps);
        }
        if from == to {
            return Ok(array);
        }
        let per_step = self.instances(to, body);
        let ancestors = self.levels.ancestors(to, from);
        let places: Vec<u32> = ancestors[..per_step]
            .iter()
            .flat_map(|&i| {
                let start = i * size as u32;
                start..start + size as u32
            })
            .collect();
        self.gather(array, places, span)
    }

    /// A value without the iterations for which the current branch is not taken: nothing may be
    /// computed for those (an index may be out of range, a logarithm undefined).
    pub(crate) fn active(&mut self, value: Value, span: Span) -> Lowered<Value> {
        let Some(subset) = self.levels.subset_above(value.level) else {
            return Ok(value);
        };
        if value.level == 0 {
            return Ok(value);
        }
        let size = value.shape.size();
        let elements = match &value.elements {
            Elements::Ints(ints) => {
                let homes = self.levels.ancestors(subset, value.level);
                Elements::Ints(
                    homes
                        .iter()
                        .flat_map(|&i| &ints[i as usize * size..(i as usize + 1) * size])
                        .copied()
                        .collect(),
                )
            }
            Elements::Reals(array) => {
                let array = self.lift(*array, value.level, size, subset, array.body, span)?;
                Elements::Reals(array)
            }
        };
        Ok(Value {
            level: subset,
            elements,
            ..value
        })
    }

    /// Elements of an array.
    pub(crate) fn gather(&mut self, array: Array, places: Vec<u32>, span: Span) -> Lowered<Array> {
        if places.len() == array.len() && places.iter().enumerate().all(|(e, &p)| e == p as usize) {
            return Ok(array);
        }
        if !array.body
            && let [place] = places[..]
            && let Some(values) = self.builder.constant_values(array.operand)
        {
            let value = values[place as usize];
            return Ok(Array::outer(self.builder.constant(&[value])));
        }
        let places = places.into();
        self.emit(Kernel::Gather(Gather { places }), &[array], span)
    }

    // --- values --------------------------------------------------------------------------------

    /// A known real array.
    pub(crate) fn constant(&mut self, values: &[f64]) -> Array {
        Array::outer(self.builder.constant(values))
    }

    /// A known real number.
    pub(crate) fn real(&mut self, value: f64) -> Value {
        let array = self.constant(&[value]);
        Value::reals(Shape::SCALAR, 0, array)
    }

    /// The elements of a value as reals; integers are promoted.
    pub(crate) fn reals(&mut self, value: &Value) -> Array {
        match &value.elements {
            Elements::Reals(array) => *array,
            Elements::Ints(ints) => {
                let reals: Vec<f64> = ints.iter().map(|&i| i as f64).collect();
                self.constant(&reals)
            }
        }
    }

    /// The value with its integers promoted to reals.
    pub(crate) fn promoted(&mut self, value: &Value) -> Value {
        let array = self.reals(value);
        Value {
            elements: Elements::Reals(array),
            ..value.clone()
        }
    }

    /// The reals of a value that is the same in all iterations, if they are known.
    pub(crate) fn known_reals(&self, value: &Value) -> Option<Vec<f64>> {
        match &value.elements {
            Elements::Ints(ints) => Some(ints.iter().map(|&i| i as f64).collect()),
            Elements::Reals(array) if !array.body => (0..array.len())
                .map(|e| self.builder.value(array.operand, e))
                .collect(),
            Elements::Reals(_) => None,
        }
    }

    /// Integers of a value.
    pub(crate) fn integers<'v>(&self, value: &'v Value, span: Span) -> Lowered<&'v [i64]> {
        match &value.elements {
            Elements::Ints(ints) => Ok(ints),
            Elements::Reals(_) => Err(Stop::unsupported(span, "a real number in this place")),
        }
    }

    /// An integer that must be the same in all iterations (a size, a number of columns).
    pub(crate) fn integer(&self, value: &Value, span: Span) -> Lowered<i64> {
        match self.integers(value, span)? {
            [] => Err(Stop::error("KS0601", span, "expected one integer")),
            [first, rest @ ..] if rest.iter().all(|i| i == first) => Ok(*first),
            _ => Err(Stop::Entangled("a size differs between iterations")),
        }
    }

    /// A size: an integer that is not negative.
    pub(crate) fn size(&self, value: &Value, span: Span) -> Lowered<usize> {
        let size = self.integer(value, span)?;
        usize::try_from(size).map_err(|_| {
            Stop::error(
                "KS0602",
                span,
                format!("a size must not be negative; it is {size}"),
            )
        })
    }

    /// `f` of every element.
    pub(crate) fn unary(&mut self, f: Unary, x: &Value, span: Span) -> Lowered<Value> {
        let array = self.reals(x);
        let array = self.emit(Kernel::Unary(f), &[array], span)?;
        Ok(Value::reals(x.shape.clone(), x.level, array).reading(x.reads_data))
    }

    /// `f` of the elements of two values of the same shape, or of a scalar and any shape.
    pub(crate) fn binary(&mut self, f: Binary, x: &Value, y: &Value, span: Span) -> Lowered<Value> {
        let (shape, level, arrays) = self.broadcast(&[x, y], span)?;
        let array = self.emit(Kernel::Binary(f), &arrays, span)?;
        Ok(Value::reals(shape, level, array).reading(x.reads_data || y.reads_data))
    }

    /// `f` of the elements of three values of the same shape, or of scalars and one shape.
    pub(crate) fn ternary(
        &mut self,
        f: Ternary,
        [x, y, z]: [&Value; 3],
        span: Span,
    ) -> Lowered<Value> {
        let (shape, level, arrays) = self.broadcast(&[x, y, z], span)?;
        let array = self.emit(Kernel::Ternary(f), &arrays, span)?;
        let reads_data = x.reads_data || y.reads_data || z.reads_data;
        Ok(Value::reals(shape, level, array).reading(reads_data))
    }

    /// Brings values to one level and one shape: scalars are repeated over the elements of the
    /// others. Values that are one scalar for all iterations stay single elements.
    pub(crate) fn broadcast(
        &mut self,
        values: &[&Value],
        span: Span,
    ) -> Lowered<(Shape, usize, Vec<Array>)> {
        let shape = values
            .iter()
            .map(|v| &v.shape)
            .find(|s| !s.is_scalar())
            .cloned()
            .unwrap_or(Shape::SCALAR);
        for value in values {
            if !value.shape.is_scalar() && value.shape.dims != shape.dims {
                // Vectors and row vectors, and arrays of reals, broadcast by size.
                if value.shape.size() != shape.size() || value.shape.dims.len() != shape.dims.len()
                {
                    return Err(self.size_mismatch(&shape, &value.shape, span));
                }
            }
        }
        let (level, instances, mut arrays) = self.align(values, span)?;
        let size = shape.size();
        let total = instances * size;
        for (value, array) in values.iter().zip(&mut arrays) {
            let single = value.level == 0 && value.shape.is_scalar() && array.len() == 1;
            if size != 1 && value.shape.is_scalar() && !(single && array.len() == 1) {
                let places = (0..total as u32).map(|e| e / size as u32).collect();
                *array = self.gather(*array, places, span)?;
            }
        }
        // At least one array must carry the full length.
        if total != 1 && arrays.iter().all(|a| a.len() == 1) {
            let first = arrays[0];
            arrays[0] = self.gather(first, vec![0; total], span)?;
        }
        Ok((shape, level, arrays))
    }

    pub(crate) fn size_mismatch(&self, a: &Shape, b: &Shape, span: Span) -> Stop {
        let show = |s: &Shape| {
            let dims: Vec<String> = s.dims.iter().map(usize::to_string).collect();
            format!("[{}]", dims.join(", "))
        };
        Stop::error(
            "KS0603",
            span,
            format!("sizes do not match: {} and {}", show(a), show(b)),
        )
    }

    /// One number from all the elements of each instance.
    pub(crate) fn reduce(&mut self, kind: ReductionKind, x: &Value, span: Span) -> Lowered<Value> {
        let array = self.reals(x);
        let segments = self.instances(x.level, array.body);
        let array = if x.shape.is_scalar() && kind != ReductionKind::LogSumExp {
            array
        } else {
            let kernel = Kernel::Reduction(Reduction { kind, segments });
            self.emit(kernel, &[array], span)?
        };
        Ok(Value::reals(Shape::SCALAR, x.level, array).reading(x.reads_data))
    }

    /// Elements of each instance at known places: `places` holds, for each iteration of `level`,
    /// `shape.size()` places within one instance of `x`.
    pub(crate) fn select(
        &mut self,
        x: &Value,
        shape: Shape,
        level: usize,
        places: &[u32],
        span: Span,
    ) -> Lowered<Value> {
        let chunk = shape.size();
        let size = x.shape.size() as u32;
        let result = level.max(x.level);
        let homes = self.levels.ancestors(result, x.level);
        let rows = self.levels.ancestors(result, level);
        let row = |i: usize| &places[rows[i] as usize * chunk..][..chunk];
        match &x.elements {
            Elements::Ints(ints) => {
                let values = (0..homes.len())
                    .flat_map(|i| row(i).iter().map(move |&place| (i, place)))
                    .map(|(i, place)| ints[(homes[i] * size + place) as usize])
                    .collect();
                Ok(Value::ints(shape, result, values).reading(x.reads_data))
            }
            Elements::Reals(array) => {
                let instances = self.instances(result, array.body);
                // An array of the body holds one step: every step must choose the same places.
                if array.body
                    && (instances..homes.len()).any(|i| row(i) != row(i % instances.max(1)))
                {
                    return Err(Stop::Entangled("an index moves with the step"));
                }
                let gathered = (0..instances)
                    .flat_map(|i| row(i).iter().map(move |&place| (i, place)))
                    .map(|(i, place)| homes[i] * size + place)
                    .collect();
                let array = self.gather(*array, gathered, span)?;
                Ok(Value::reals(shape, result, array).reading(x.reads_data))
            }
        }
    }

    /// The same elements in a new shape of the same size.
    pub(crate) fn reshaped(&self, x: &Value, shape: Shape) -> Value {
        debug_assert_eq!(x.shape.size(), shape.size());
        Value { shape, ..x.clone() }
    }

    /// Elements of each instance at the same places in every iteration.
    pub(crate) fn pick(
        &mut self,
        x: &Value,
        shape: Shape,
        places: &[u32],
        span: Span,
    ) -> Lowered<Value> {
        let repeated: Vec<u32> = (0..self.levels.count(x.level))
            .flat_map(|_| places.iter().copied())
            .collect();
        self.select(x, shape, x.level, &repeated, span)
    }

    /// A scalar repeated into a shape.
    pub(crate) fn repeat(&mut self, x: &Value, shape: Shape, span: Span) -> Lowered<Value> {
        let places = vec![0; shape.size()];
        self.pick(x, shape, &places, span)
    }

    /// Adds all elements of a value, for every iteration of the current level, to the target.
    pub(crate) fn add_to_target(
        &mut self,
        value: &Value,
        likelihood: bool,
        span: Span,
    ) -> Lowered<()> {
        let current = self.levels.current();
        let array = self.reals(value);
        let array = self.lift(
            array,
            value.level,
            value.shape.size(),
            current,
            array.body,
            span,
        )?;
        let sum = if array.len() == 1 {
            array
        } else {
            let kernel = Kernel::Reduction(Reduction {
                kind: ReductionKind::Sum,
                segments: 1,
            });
            self.emit(kernel, &[array], span)?
        };
        if sum.body {
            if let Some(island) = self.island.as_mut() {
                island.accumulate(sum.operand, likelihood);
            }
        } else {
            self.terms.push(Term {
                value: sum.operand,
                likelihood,
            });
        }
        Ok(())
    }

    /// The sum of the target's terms: of the prior, or of the likelihood.
    pub(crate) fn target_part(&mut self, likelihood: bool, span: Span) -> Lowered<Operand> {
        let terms: Vec<Array> = self
            .terms
            .iter()
            .filter(|term| term.likelihood == likelihood)
            .map(|term| Array::outer(term.value))
            .collect();
        let mut sum = None;
        for term in terms {
            sum = Some(match sum {
                None => term,
                Some(sum) => self.emit(Kernel::Binary(Binary::Add), &[sum, term], span)?,
            });
        }
        Ok(match sum {
            Some(sum) => sum.operand,
            None => self.builder.constant(&[0.0]),
        })
    }

    /// A matrix or vector transposed.
    pub(crate) fn transposed(&mut self, x: &Value, span: Span) -> Lowered<Value> {
        let (rows, columns) = x.shape.rows_columns();
        match x.shape.container {
            Container::Vector => Ok(self.reshaped(x, Shape::row_vector(rows))),
            Container::RowVector => Ok(self.reshaped(x, Shape::vector(columns))),
            _ => {
                let places: Vec<u32> = (0..rows)
                    .flat_map(|r| (0..columns).map(move |c| (r + c * rows) as u32))
                    .collect();
                self.pick(x, Shape::matrix(columns, rows), &places, span)
            }
        }
    }
}
