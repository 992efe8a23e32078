//! The rules that table rows are written in.
//!
//! A pattern is text such as `vector, array[] real => real`. Alternatives are separated by `;`.
//! - `array[,] vector` and its like are types; an `int` may stand where a `real` is asked for.
//! - `vector*` is `vector` below any number of array dimensions, the same number for every star of
//!   the signature.
//! - `T` is any type, the same at each place up to promotion; `array[] T` an array of it.
//! - `reals` is `real`, `vector`, `row_vector` or `array[] real`; `ints` is `int` or `array[] int`;
//!   `vectors` is `vector`, `row_vector` or an array of either; `lists` is `vector`, `row_vector`
//!   or `array[] real`. These broadcast against each other.
//! - `a|b` is either.

use crate::types::Type;

/// The type of an array element or of what is not an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Int,
    Real,
    Vector,
    RowVector,
    Matrix,
    /// Had an error already; fits everything.
    Unknown,
}

/// A [`Type`] without indirection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flat {
    pub base: Base,
    pub dimensions: usize,
}

impl Flat {
    pub const UNKNOWN: Flat = Flat {
        base: Base::Unknown,
        dimensions: 0,
    };

    const fn new(base: Base, dimensions: usize) -> Flat {
        Flat { base, dimensions }
    }

    /// `None` for types that no rule speaks of.
    pub fn of(ty: &Type) -> Option<Flat> {
        let base = match ty.innermost() {
            Type::Int => Base::Int,
            Type::Real => Base::Real,
            Type::Vector => Base::Vector,
            Type::RowVector => Base::RowVector,
            Type::Matrix => Base::Matrix,
            Type::Unknown => return Some(Flat::UNKNOWN),
            Type::Complex | Type::Void | Type::Array { .. } => return None,
        };
        Some(Flat::new(base, ty.array_dimensions()))
    }

    pub fn to_type(self) -> Type {
        let element = match self.base {
            Base::Int => Type::Int,
            Base::Real => Type::Real,
            Base::Vector => Type::Vector,
            Base::RowVector => Type::RowVector,
            Base::Matrix => Type::Matrix,
            Base::Unknown => Type::Unknown,
        };
        Type::array(element, self.dimensions)
    }

    fn is_scalar(self) -> bool {
        self.dimensions == 0 && matches!(self.base, Base::Int | Base::Real)
    }

    /// The type with `real` in place of `int`.
    fn real(self) -> Flat {
        match self.base {
            Base::Int => Flat::new(Base::Real, self.dimensions),
            _ => self,
        }
    }

    /// Array dimensions, plus one for vectors and two for matrices.
    fn rank(self) -> usize {
        self.dimensions
            + match self.base {
                Base::Vector | Base::RowVector => 1,
                Base::Matrix => 2,
                _ => 0,
            }
    }
}

/// How arguments may combine, and what comes out.
pub(super) enum Rule {
    /// Signatures with results.
    List(&'static str),
    /// Argument patterns of a function that returns a `real`.
    Density(&'static str),
    /// Argument patterns of a generator: one draw for scalars, an array of them otherwise.
    Draws(&'static str, Base),
    /// One argument of any type, elementwise; integers become reals.
    Unary,
    /// One argument of any type, elementwise; integers stay.
    UnaryOfEither,
    /// Two arguments of one type, or one of them a scalar; elementwise; always real.
    Binary,
    /// An integer, or an array of them of the shape of the second, and reals.
    IntThenReal,
    /// Reals, and an integer or an array of them of the shape of the first.
    RealThenInt,
    /// As [`Rule::RealThenInt`], and integers with integers give integers.
    EitherThenInt,
    /// Two integers, or arrays of them of one shape, or one of each.
    IntBinary,
}

/// The result of a rule and the number of promotions.
type Outcome = Option<(Flat, u32)>;

impl Rule {
    pub fn apply(&self, arguments: &[Flat]) -> Outcome {
        match (self, arguments) {
            (Rule::List(signatures), _) => list(signatures, arguments),
            (Rule::Density(pattern), _) => {
                let promotions = Binding::default().arguments(pattern, arguments)?;
                Some((Flat::new(Base::Real, 0), promotions))
            }
            (Rule::Draws(pattern, base), _) => {
                let promotions = Binding::default().arguments(pattern, arguments)?;
                let scalar = arguments.iter().all(|argument| argument.is_scalar());
                Some((Flat::new(*base, usize::from(!scalar)), promotions))
            }
            (Rule::Unary, [x]) => Some((x.real(), 0)),
            (Rule::UnaryOfEither, [x]) => Some((*x, 0)),
            (_, [x, y]) if x.base == Base::Unknown || y.base == Base::Unknown => {
                Some((Flat::UNKNOWN, 0))
            }
            (Rule::Binary, [x, y]) => broadcast(x.real(), y.real()).map(|result| (result, 0)),
            (Rule::IntThenReal, [n, x]) => int_with_real(*n, *x).map(|result| (result, 0)),
            (Rule::RealThenInt, [x, n]) => int_with_real(*n, *x).map(|result| (result, 0)),
            (Rule::EitherThenInt, [x, n]) => {
                let both = x.base == Base::Int && n.base == Base::Int;
                let result = if both {
                    broadcast(*x, *n)
                } else {
                    int_with_real(*n, *x)
                };
                result.map(|result| (result, 0))
            }
            (Rule::IntBinary, [m, n]) if m.base == Base::Int && n.base == Base::Int => {
                broadcast(*m, *n).map(|result| (result, 0))
            }
            _ => None,
        }
    }

    /// Adds the arguments and the result of each signature.
    pub fn describe(&self, lines: &mut Vec<(Vec<&'static str>, &'static str)>) {
        let mut add = |arguments: &'static str, result: &'static str| {
            lines.push((patterns(arguments).collect(), result));
        };
        match self {
            Rule::List(signatures) => {
                for signature in signatures.split(';') {
                    let (arguments, result) = split(signature);
                    add(arguments, result);
                }
            }
            Rule::Density(pattern) => add(pattern, "real"),
            Rule::Draws(pattern, Base::Int) => add(pattern, "int or array[] int"),
            Rule::Draws(pattern, _) => add(pattern, "real or array[] real"),
            Rule::Unary => add("T", "T, with real elements"),
            Rule::UnaryOfEither => add("T", "T"),
            Rule::Binary => {
                add("real, T", "T");
                add("T, real", "T");
                add("T, T", "T");
            }
            Rule::IntThenReal => add("int or array of int, T", "T"),
            Rule::RealThenInt | Rule::EitherThenInt => add("T, int or array of int", "T"),
            Rule::IntBinary => add("int or array of int, int or array of int", "the same"),
        }
    }

    #[cfg(test)]
    pub fn is_well_formed(&self) -> bool {
        let arguments = |text: &str| {
            count(text) <= super::MOST_ARGUMENTS
                && patterns(text)
                    .all(|part| part.split('|').all(|one| Pattern::read(one).is_some()))
        };
        match self {
            Rule::List(signatures) => signatures.split(';').all(|signature| {
                let (text, result) = split(signature);
                arguments(text) && Pattern::read(result).is_some()
            }),
            Rule::Density(text) | Rule::Draws(text, _) => arguments(text),
            _ => true,
        }
    }
}

/// The argument patterns and the result pattern of one signature.
fn split(signature: &str) -> (&str, &str) {
    match signature.split_once("=>") {
        Some((arguments, result)) => (arguments.trim(), result.trim()),
        None => ("", signature.trim()),
    }
}

/// The patterns between commas, leaving the commas of `array[,]` alone.
fn patterns(arguments: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    arguments
        .split(move |character| {
            match character {
                '[' => inside = true,
                ']' => inside = false,
                ',' => return !inside,
                _ => {}
            }
            false
        })
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
fn count(arguments: &str) -> usize {
    patterns(arguments).count()
}

fn list(signatures: &str, arguments: &[Flat]) -> Outcome {
    let mut best: Outcome = None;
    for signature in signatures.split(';') {
        let (text, result) = split(signature);
        let mut binding = Binding::default();
        if let Some(promotions) = binding.arguments(text, arguments)
            && best.is_none_or(|(_, fewest)| promotions < fewest)
        {
            best = Some((binding.result(result)?, promotions));
            if promotions == 0 {
                break;
            }
        }
    }
    best
}

/// The common type of an elementwise operation.
fn broadcast(x: Flat, y: Flat) -> Option<Flat> {
    if x == y || y.is_scalar() {
        Some(x)
    } else if x.is_scalar() {
        Some(y)
    } else {
        None
    }
}

/// An elementwise operation of integers `n` and reals `x`, which share a shape when neither is a
/// scalar.
fn int_with_real(n: Flat, x: Flat) -> Option<Flat> {
    if n.base != Base::Int {
        return None;
    }
    let x = x.real();
    if n.dimensions == 0 || n.rank() == x.rank() {
        Some(x)
    } else if x.is_scalar() {
        Some(n.real())
    } else {
        None
    }
}

#[derive(Clone, Copy)]
enum PatternBase {
    Is(Base),
    Any,
    Reals,
    Ints,
    Vectors,
    Lists,
}

#[derive(Clone, Copy)]
struct Pattern {
    base: PatternBase,
    dimensions: usize,
    star: bool,
}

impl Pattern {
    fn read(text: &str) -> Option<Pattern> {
        let text = text.trim();
        let (dimensions, rest) = match text.strip_prefix("array[") {
            Some(rest) => {
                let close = rest.find(']')?;
                (close + 1, rest.get(close + 1..)?.trim_start())
            }
            None => (0, text),
        };
        let (name, star) = match rest.strip_suffix('*') {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let base = match name {
            "int" => PatternBase::Is(Base::Int),
            "real" => PatternBase::Is(Base::Real),
            "vector" => PatternBase::Is(Base::Vector),
            "row_vector" => PatternBase::Is(Base::RowVector),
            "matrix" => PatternBase::Is(Base::Matrix),
            "T" => PatternBase::Any,
            "reals" => PatternBase::Reals,
            "ints" => PatternBase::Ints,
            "vectors" => PatternBase::Vectors,
            "lists" => PatternBase::Lists,
            _ => return None,
        };
        Some(Pattern {
            base,
            dimensions,
            star,
        })
    }
}

/// What the stars and `T` of a signature stand for in a call.
#[derive(Default)]
struct Binding {
    stars: Option<usize>,
    any: Option<Flat>,
}

impl Binding {
    /// The number of promotions when the arguments fit.
    fn arguments(&mut self, text: &str, arguments: &[Flat]) -> Option<u32> {
        let mut promotions = 0;
        let mut given = arguments.iter();
        for part in patterns(text) {
            let argument = *given.next()?;
            let mut alternatives = part.split('|');
            promotions +=
                alternatives.find_map(|one| self.argument(Pattern::read(one)?, argument))?;
        }
        given.next().is_none().then_some(promotions)
    }

    /// Whether one argument fits, and how many promotions that takes (0 or 1).
    fn argument(&mut self, pattern: Pattern, argument: Flat) -> Option<u32> {
        let Flat { base, dimensions } = argument;
        if base == Base::Unknown {
            return Some(0);
        }
        let fits = match pattern.base {
            PatternBase::Is(wanted) => {
                let depth = dimensions.checked_sub(pattern.dimensions)?;
                if pattern.star {
                    if *self.stars.get_or_insert(depth) != depth {
                        return None;
                    }
                } else if depth != 0 {
                    return None;
                }
                if base == wanted {
                    return Some(0);
                }
                return (wanted == Base::Real && base == Base::Int).then_some(1);
            }
            PatternBase::Any => {
                let inner = Flat::new(base, dimensions.checked_sub(pattern.dimensions)?);
                return self.bind(inner);
            }
            PatternBase::Reals => match base {
                Base::Int | Base::Real => dimensions <= 1,
                Base::Vector | Base::RowVector => dimensions == 0,
                _ => false,
            },
            PatternBase::Lists => match base {
                Base::Int | Base::Real => dimensions == 1,
                Base::Vector | Base::RowVector => dimensions == 0,
                _ => false,
            },
            PatternBase::Ints => base == Base::Int && dimensions <= 1,
            PatternBase::Vectors => {
                matches!(base, Base::Vector | Base::RowVector) && dimensions <= 1
            }
        };
        let promoted = base == Base::Int && !matches!(pattern.base, PatternBase::Ints);
        fits.then_some(u32::from(promoted))
    }

    fn bind(&mut self, inner: Flat) -> Option<u32> {
        let Some(bound) = self.any else {
            self.any = Some(inner);
            return Some(0);
        };
        if bound == inner {
            return Some(0);
        }
        if bound.dimensions == inner.dimensions && bound.real() == inner.real() {
            self.any = Some(inner.real());
            return Some(1);
        }
        None
    }

    fn result(&self, text: &str) -> Option<Flat> {
        let pattern = Pattern::read(text)?;
        Some(match pattern.base {
            PatternBase::Is(base) => {
                let stars = if pattern.star {
                    self.stars.unwrap_or(0)
                } else {
                    0
                };
                Flat::new(base, pattern.dimensions + stars)
            }
            _ => match self.any {
                Some(bound) => Flat::new(bound.base, bound.dimensions + pattern.dimensions),
                None => Flat::UNKNOWN,
            },
        })
    }
}
