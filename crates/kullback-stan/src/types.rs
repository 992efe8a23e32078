//! The types of Stan expressions.

use std::fmt;

/// A type without sizes: what the checker knows and the signatures speak of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `int`
    Int,
    /// `real`
    Real,
    /// `complex` (known, so that it can be named; not run yet)
    Complex,
    /// `vector`: a column
    Vector,
    /// `row_vector`
    RowVector,
    /// `matrix`, stored column by column
    Matrix,
    /// `array[,…] element`; `dimensions ≥ 1` and `element` is not itself an array
    Array {
        /// Type of the innermost element; never an array.
        element: Box<Type>,
        /// Number of array dimensions, at least 1.
        dimensions: usize,
    },
    /// The result of a function that returns nothing.
    Void,
    /// The type of an expression that already had an error; it agrees with everything, so that one
    /// mistake is reported once.
    Unknown,
}

impl Type {
    /// `array[…] element` with `dimensions` dimensions in front of `element`, which may itself be
    /// an array; zero dimensions give `element`.
    pub fn array(element: Type, dimensions: usize) -> Type {
        match (element, dimensions) {
            (element, 0) => element,
            (
                Type::Array {
                    element,
                    dimensions: inner,
                },
                outer,
            ) => Type::Array {
                element,
                dimensions: inner + outer,
            },
            (element, dimensions) => Type::Array {
                element: Box::new(element),
                dimensions,
            },
        }
    }

    /// Number of array dimensions; 0 for what is not an array.
    pub fn array_dimensions(&self) -> usize {
        match self {
            Type::Array { dimensions, .. } => *dimensions,
            _ => 0,
        }
    }

    /// The type below all array dimensions.
    pub fn innermost(&self) -> &Type {
        match self {
            Type::Array { element, .. } => element,
            other => other,
        }
    }

    /// Number of indexes that reach a scalar: array dimensions, plus one for vectors, two for
    /// matrices.
    pub fn rank(&self) -> usize {
        self.array_dimensions()
            + match self.innermost() {
                Type::Vector | Type::RowVector => 1,
                Type::Matrix => 2,
                _ => 0,
            }
    }

    /// Whether every scalar in it is an integer.
    pub fn is_integer(&self) -> bool {
        *self.innermost() == Type::Int
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Int => f.write_str("int"),
            Type::Real => f.write_str("real"),
            Type::Complex => f.write_str("complex"),
            Type::Vector => f.write_str("vector"),
            Type::RowVector => f.write_str("row_vector"),
            Type::Matrix => f.write_str("matrix"),
            Type::Array {
                element,
                dimensions,
            } => write!(f, "array[{}] {element}", ",".repeat(dimensions - 1)),
            Type::Void => f.write_str("void"),
            Type::Unknown => f.write_str("<unknown>"),
        }
    }
}
