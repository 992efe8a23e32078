//! What an expression is worth while a program is lowered: known integers, or an array of reals in
//! the graph, for one or for many iterations of the enclosing loops.

use crate::diagnostic::{Diagnostic, Span};
use kullback_graph::{BuildError, Operand};
use std::rc::Rc;

/// The innermost kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    Scalar,
    Vector,
    RowVector,
    Matrix,
}

impl Container {
    /// Number of dimensions it has of its own.
    pub(crate) fn rank(self) -> usize {
        match self {
            Container::Scalar => 0,
            Container::Vector | Container::RowVector => 1,
            Container::Matrix => 2,
        }
    }
}

/// The shape of one value: array dimensions from the outside in, then those of the container.
/// Elements are laid out with the array indexes outermost (the last array index fastest) and
/// matrices column by column, which is also the order of Stan's unconstrained parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) container: Container,
    pub(crate) dims: Vec<usize>,
}

impl Shape {
    /// How far apart the layout keeps neighbours along each dimension: arrays are kept row after row,
    /// a matrix inside them column after column.
    pub(crate) fn strides(&self) -> Vec<usize> {
        let arrays = self.arrays();
        let mut strides = vec![1; self.dims.len()];
        if self.container == Container::Matrix {
            strides[arrays + 1] = self.dims[arrays];
        }
        let mut stride: usize = self.inner().iter().product();
        for d in (0..arrays).rev() {
            strides[d] = stride;
            stride *= self.dims[d];
        }
        strides
    }

    pub(crate) const SCALAR: Shape = Shape {
        container: Container::Scalar,
        dims: Vec::new(),
    };

    pub(crate) fn vector(n: usize) -> Self {
        Self {
            container: Container::Vector,
            dims: vec![n],
        }
    }

    pub(crate) fn row_vector(n: usize) -> Self {
        Self {
            container: Container::RowVector,
            dims: vec![n],
        }
    }

    pub(crate) fn matrix(rows: usize, columns: usize) -> Self {
        Self {
            container: Container::Matrix,
            dims: vec![rows, columns],
        }
    }

    pub(crate) fn array(n: usize) -> Self {
        Self {
            container: Container::Scalar,
            dims: vec![n],
        }
    }

    /// Number of scalars in it.
    pub(crate) fn size(&self) -> usize {
        self.dims.iter().product()
    }

    pub(crate) fn is_scalar(&self) -> bool {
        self.dims.is_empty()
    }

    /// Number of array dimensions.
    pub(crate) fn arrays(&self) -> usize {
        self.dims.len() - self.container.rank()
    }

    /// The dimensions of the container.
    pub(crate) fn inner(&self) -> &[usize] {
        &self.dims[self.arrays()..]
    }

    /// Rows and columns of the innermost container, a vector being a single column.
    pub(crate) fn rows_columns(&self) -> (usize, usize) {
        match (self.container, self.inner()) {
            (Container::Vector, [n]) => (*n, 1),
            (Container::RowVector, [n]) => (1, *n),
            (Container::Matrix, [rows, columns]) => (*rows, *columns),
            _ => (1, 1),
        }
    }

    /// The shape of an element of the outermost array dimension.
    pub(crate) fn element(&self) -> Shape {
        Shape {
            container: self.container,
            dims: self.dims[1..].to_vec(),
        }
    }
}

/// An array of reals: an operand of the main graph, or of the body of the loop being lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Array {
    pub(crate) operand: Operand,
    /// Whether it belongs to the body of an island.
    pub(crate) body: bool,
}

impl Array {
    pub(crate) fn outer(operand: Operand) -> Self {
        Self {
            operand,
            body: false,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.operand.len()
    }
}

/// The scalars of a value.
#[derive(Clone, Debug)]
pub(crate) enum Elements {
    /// Integers, always known.
    Ints(Rc<[i64]>),
    /// Reals, known (constant) or not.
    Reals(Array),
}

/// The value of an expression: `count(level)` copies of `shape`, one for each iteration.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) shape: Shape,
    /// The level of iteration it varies with; 0 for a value that is the same in all iterations.
    pub(crate) level: usize,
    pub(crate) elements: Elements,
    /// Whether it was computed from data.
    pub(crate) reads_data: bool,
}

impl Value {
    pub(crate) fn int(value: i64) -> Self {
        Self {
            shape: Shape::SCALAR,
            level: 0,
            elements: Elements::Ints(Rc::from([value])),
            reads_data: false,
        }
    }

    pub(crate) fn ints(shape: Shape, level: usize, values: Vec<i64>) -> Self {
        Self {
            shape,
            level,
            elements: Elements::Ints(values.into()),
            reads_data: false,
        }
    }

    pub(crate) fn reals(shape: Shape, level: usize, array: Array) -> Self {
        Self {
            shape,
            level,
            elements: Elements::Reals(array),
            reads_data: false,
        }
    }

    pub(crate) fn reading(mut self, reads_data: bool) -> Self {
        self.reads_data |= reads_data;
        self
    }

    pub(crate) fn is_int(&self) -> bool {
        matches!(self.elements, Elements::Ints(_))
    }
}

/// Why lowering stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something is wrong with the program or its data, or not supported yet.
    Error(Box<Diagnostic>),
    /// Iterations cannot be taken together; the loop must be lowered in another way.
    Entangled(&'static str),
    /// Control flow depends on a parameter: only the tape can evaluate it.
    ParameterBranch(Span),
    /// `reject` or `fatal_error` was reached, or a function was called outside its domain.
    Reject(String, Span),
}

impl Stop {
    pub(crate) fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Stop::Error(Box::new(Diagnostic::error(code, span, message)))
    }

    /// Lowering cannot do this yet.
    pub(crate) fn unsupported(span: Span, what: impl std::fmt::Display) -> Self {
        Stop::Error(Box::new(
            Diagnostic::error("KS0950", span, format!("{what} is not supported yet"))
                .label("kullback cannot run this"),
        ))
    }

    pub(crate) fn fold(error: &BuildError, span: Span) -> Self {
        Stop::Reject(error.to_string(), span)
    }
}

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Self {
        Stop::Error(Box::new(diagnostic))
    }
}

pub(crate) type Lowered<T> = Result<T, Stop>;
