//! The syntax tree: what was written, before names and types mean anything.
//!
//! Text is borrowed from the source. Parentheses leave no node; they widen the span of what they
//! hold.

use crate::diagnostic::Span;
pub use crate::hir::{BinaryOperator, UnaryOperator};

/// A name and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'s> {
    /// The name.
    pub text: &'s str,
    /// Its bytes.
    pub span: Span,
}

/// A whole program. A block that is absent is empty.
#[derive(Clone, Debug, Default)]
pub struct Program<'s> {
    /// `functions`
    pub functions: Vec<Function<'s>>,
    /// `data`: declarations only.
    pub data: Vec<Statement<'s>>,
    /// `transformed data`
    pub transformed_data: Vec<Statement<'s>>,
    /// `parameters`: declarations only.
    pub parameters: Vec<Statement<'s>>,
    /// `transformed parameters`
    pub transformed_parameters: Vec<Statement<'s>>,
    /// `model`
    pub model: Vec<Statement<'s>>,
    /// `generated quantities`
    pub generated_quantities: Vec<Statement<'s>>,
}

/// A function definition, or a forward declaration when there is no body.
#[derive(Clone, Debug)]
pub struct Function<'s> {
    /// What it returns; `None` for `void`.
    pub return_type: Option<UnsizedType>,
    /// Its name.
    pub name: Name<'s>,
    /// Its arguments.
    pub arguments: Vec<Argument<'s>>,
    /// Its body, unless this is a forward declaration.
    pub body: Option<Vec<Statement<'s>>>,
}

/// An argument of a function definition.
#[derive(Clone, Debug)]
pub struct Argument<'s> {
    /// Whether it carries the `data` qualifier.
    pub data_only: bool,
    /// Its type.
    pub ty: UnsizedType,
    /// Its name.
    pub name: Name<'s>,
}

/// A type as function headers write it.
#[derive(Clone, Debug)]
pub struct UnsizedType {
    /// Number of array dimensions.
    pub dimensions: usize,
    /// What the array holds.
    pub kind: TypeKind,
    /// Its bytes.
    pub span: Span,
}

/// The name of a type. The components of a tuple leave no trace: tuples are not run yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the Stan type of the same name")]
pub enum TypeKind {
    Int,
    Real,
    Complex,
    Vector,
    RowVector,
    Matrix,
    ComplexVector,
    ComplexRowVector,
    ComplexMatrix,
    Tuple,
    Ordered,
    PositiveOrdered,
    Simplex,
    UnitVector,
    SumToZeroVector,
    SumToZeroMatrix,
    ColumnStochasticMatrix,
    RowStochasticMatrix,
    CholeskyFactorCorr,
    CholeskyFactorCov,
    CorrMatrix,
    CovMatrix,
}

/// A type as declarations write it.
#[derive(Clone, Debug)]
pub struct SizedType<'s> {
    /// The array sizes, from the outside in.
    pub array: Vec<Expression<'s>>,
    /// The name of the type.
    pub kind: TypeKind,
    /// The bytes of the name of the type.
    pub kind_span: Span,
    /// The sizes in brackets after the name.
    pub sizes: Vec<Expression<'s>>,
    /// `<…>`
    pub bounds: Vec<Bound<'s>>,
    /// The bytes of `<…>`.
    pub bounds_span: Span,
    /// Its bytes.
    pub span: Span,
}

/// What a bound in `<…>` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the Stan keyword of the same name")]
pub enum BoundKind {
    Lower,
    Upper,
    Offset,
    Multiplier,
}

/// `lower = value` and its like.
#[derive(Clone, Debug)]
pub struct Bound<'s> {
    /// Which bound.
    pub kind: BoundKind,
    /// Its value.
    pub value: Expression<'s>,
    /// From the keyword to the end of the value.
    pub span: Span,
}

/// `type a = x, b = y;`
#[derive(Clone, Debug)]
pub struct Declaration<'s> {
    /// The type that all names share.
    pub ty: SizedType<'s>,
    /// The names, each with its initial value.
    pub names: Vec<(Name<'s>, Option<Expression<'s>>)>,
}

/// A statement and where it stands.
#[derive(Clone, Debug)]
pub struct Statement<'s> {
    /// What it is.
    pub kind: StatementKind<'s>,
    /// Its bytes.
    pub span: Span,
}

/// What a statement is.
#[derive(Clone, Debug)]
pub enum StatementKind<'s> {
    /// A declaration.
    Declare(Box<Declaration<'s>>),
    /// `place = value` or `place op= value`.
    Assign {
        /// What is assigned: a variable, indexed or not, a tuple projection, or a tuple of these.
        place: Expression<'s>,
        /// The operator of a compound assignment.
        operator: Option<BinaryOperator>,
        /// The right-hand side.
        value: Expression<'s>,
    },
    /// `target += value;`
    Target(Expression<'s>),
    /// `jacobian += value;`
    Jacobian(Expression<'s>),
    /// `variate ~ distribution(arguments) T[lower, upper];`
    Tilde {
        /// Left of the tilde.
        variate: Expression<'s>,
        /// The name of the distribution.
        distribution: Name<'s>,
        /// Its arguments.
        arguments: Vec<Expression<'s>>,
        /// `T[lower, upper]`.
        truncation: Option<Truncation<'s>>,
    },
    /// `if (condition) then else otherwise`
    If {
        /// The condition.
        condition: Expression<'s>,
        /// Run when true.
        then: Box<Statement<'s>>,
        /// Run when false.
        otherwise: Option<Box<Statement<'s>>>,
    },
    /// `while (condition) body`
    While {
        /// The condition.
        condition: Expression<'s>,
        /// The body.
        body: Box<Statement<'s>>,
    },
    /// `for (variable in from:to) body`
    For {
        /// The loop variable.
        variable: Name<'s>,
        /// First value.
        from: Expression<'s>,
        /// Last value.
        to: Expression<'s>,
        /// The body.
        body: Box<Statement<'s>>,
    },
    /// `for (variable in container) body`
    ForEach {
        /// The loop variable.
        variable: Name<'s>,
        /// What it walks over.
        container: Expression<'s>,
        /// The body.
        body: Box<Statement<'s>>,
    },
    /// `{ … }`, also as `profile("…") { … }`
    Block(Vec<Statement<'s>>),
    /// `break;`
    Break,
    /// `continue;`
    Continue,
    /// `return;` or `return value;`
    Return(Option<Expression<'s>>),
    /// A call that stands alone.
    Call(Expression<'s>),
    /// `print(…);`
    Print(Vec<Printable<'s>>),
    /// `reject(…);`
    Reject(Vec<Printable<'s>>),
    /// `fatal_error(…);`
    FatalError(Vec<Printable<'s>>),
    /// `;`
    Empty,
}

/// `T[lower, upper]`
#[derive(Clone, Debug)]
pub struct Truncation<'s> {
    /// The lower end.
    pub lower: Option<Expression<'s>>,
    /// The upper end.
    pub upper: Option<Expression<'s>>,
    /// Its bytes.
    pub span: Span,
}

/// An argument of `print`, `reject` or `fatal_error`.
#[derive(Clone, Debug)]
pub enum Printable<'s> {
    /// A string, without the quotes.
    Text(&'s str),
    /// An expression.
    Value(Expression<'s>),
}

/// An expression and where it stands.
#[derive(Clone, Debug)]
pub struct Expression<'s> {
    /// What it is.
    pub kind: ExpressionKind<'s>,
    /// Its bytes, with the parentheses around it.
    pub span: Span,
    /// The number of nodes on the longest way down; the parser bounds it.
    pub height: u16,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExpressionKind<'s> {
    /// `3`, as written.
    Int(&'s str),
    /// `3.5`, as written.
    Real(&'s str),
    /// `3i`
    Imaginary,
    /// A name.
    Variable(&'s str),
    /// `name(arguments)` or `name(variate | arguments)`.
    Call {
        /// The function.
        name: Name<'s>,
        /// All arguments, the variate first.
        arguments: Vec<Expression<'s>>,
        /// Where the bar stands, if there is one.
        bar: Option<Span>,
    },
    /// `target()`
    Target,
    /// `base[indexes]`
    Indexed {
        /// What is indexed.
        base: Box<Expression<'s>>,
        /// The indexes.
        indexes: Vec<Index<'s>>,
    },
    /// `base.1`
    Component {
        /// The tuple.
        base: Box<Expression<'s>>,
    },
    /// A prefix or postfix operator.
    Unary {
        /// The operator.
        operator: UnaryOperator,
        /// Its operand.
        operand: Box<Expression<'s>>,
    },
    /// An infix operator.
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// Left operand.
        left: Box<Expression<'s>>,
        /// Right operand.
        right: Box<Expression<'s>>,
    },
    /// `condition ? then : otherwise`
    Conditional {
        /// The condition.
        condition: Box<Expression<'s>>,
        /// Value when true.
        then: Box<Expression<'s>>,
        /// Value when false.
        otherwise: Box<Expression<'s>>,
    },
    /// `{a, b}`
    Array(Vec<Expression<'s>>),
    /// `[a, b]`
    Row(Vec<Expression<'s>>),
    /// `(a, b)`
    Tuple(Vec<Expression<'s>>),
}

/// One index.
#[derive(Clone, Debug)]
pub enum Index<'s> {
    /// `:` or nothing.
    All,
    /// `i`, which may be an array of integers.
    Single(Expression<'s>),
    /// `from:to`, where one end may be missing.
    Range {
        /// First.
        from: Option<Expression<'s>>,
        /// Last.
        to: Option<Expression<'s>>,
    },
}

impl<'s> ExpressionKind<'s> {
    /// The height of an expression of this kind: one more than its highest part.
    pub fn height(&self) -> u16 {
        let list = |items: &[Expression<'s>]| items.iter().map(|e| e.height).max().unwrap_or(0);
        let below = match self {
            ExpressionKind::Int(_)
            | ExpressionKind::Real(_)
            | ExpressionKind::Imaginary
            | ExpressionKind::Variable(_)
            | ExpressionKind::Target => 0,
            ExpressionKind::Call {
                arguments: items, ..
            }
            | ExpressionKind::Array(items)
            | ExpressionKind::Row(items)
            | ExpressionKind::Tuple(items) => list(items),
            ExpressionKind::Indexed { base, indexes } => {
                let index = |index: &Index<'s>| match index {
                    Index::All => 0,
                    Index::Single(e) => e.height,
                    Index::Range { from, to } => {
                        let end = |e: &Option<Expression<'s>>| e.as_ref().map_or(0, |e| e.height);
                        end(from).max(end(to))
                    }
                };
                base.height
                    .max(indexes.iter().map(index).max().unwrap_or(0))
            }
            ExpressionKind::Component { base } => base.height,
            ExpressionKind::Unary { operand, .. } => operand.height,
            ExpressionKind::Binary { left, right, .. } => left.height.max(right.height),
            ExpressionKind::Conditional {
                condition,
                then,
                otherwise,
            } => condition.height.max(then.height).max(otherwise.height),
        };
        below.saturating_add(1)
    }
}
