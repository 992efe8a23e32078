//! The checked program: names resolved, every expression typed, every call matched to a signature.
//! This is what lowering reads; it holds no syntax that lowering would have to interpret again.

use crate::diagnostic::Span;
use crate::types::Type;

/// A variable of the program: index into [`Program::variables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableId(pub u32);

/// A user-defined function: index into [`Program::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FunctionId(pub u32);

/// A function of the Stan library: index into the table of `signatures` that the checker uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BuiltinId(pub u32);

/// Where a variable is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Block {
    /// `data`
    Data,
    /// `transformed data`, at the top level of the block
    TransformedData,
    /// `parameters`
    Parameters,
    /// `transformed parameters`, at the top level of the block
    TransformedParameters,
    /// `generated quantities`, at the top level of the block
    GeneratedQuantities,
    /// A local variable of any block, a loop variable, or a function argument.
    Local,
}

/// A declared variable, loop variable or function argument. Every declaration has its own id, so
/// shadowed names are different variables.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name in the source.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Where it lives.
    pub block: Block,
    /// The span of its name in the declaration.
    pub span: Span,
}

/// A whole checked program.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Every variable of the program.
    pub variables: Vec<Variable>,
    /// User-defined functions (bodies only; forward declarations are resolved away).
    pub functions: Vec<Function>,
    /// Declarations of the `data` block, in order.
    pub data: Vec<Declaration>,
    /// Statements of `transformed data`; its top-level declarations are [`StatementKind::Declare`].
    pub transformed_data: Vec<Statement>,
    /// Declarations of the `parameters` block, in order.
    pub parameters: Vec<Declaration>,
    /// Statements of `transformed parameters`.
    pub transformed_parameters: Vec<Statement>,
    /// Statements of `model`.
    pub model: Vec<Statement>,
    /// Statements of `generated quantities`.
    pub generated_quantities: Vec<Statement>,
}

/// A user-defined function.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name, with the suffix (`_lpdf`, `_rng`, …) if it has one.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<VariableId>,
    /// What it returns; [`Type::Void`] for none.
    pub return_type: Type,
    /// Its body.
    pub body: Vec<Statement>,
    /// The span of its name.
    pub span: Span,
}

/// A declaration with sizes and constraint.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// The variable it declares.
    pub variable: VariableId,
    /// Array sizes from the outside in, then the sizes of the vector (1) or matrix (2: rows,
    /// columns). Empty for scalars.
    pub sizes: Vec<Expression>,
    /// The declared constraint.
    pub constraint: Constraint,
    /// `= value`, if given.
    pub initial: Option<Expression>,
    /// The span of the whole declaration.
    pub span: Span,
}

/// The constraint of a declaration.
#[derive(Clone, Debug)]
pub enum Constraint {
    /// None.
    None,
    /// `<lower = …, upper = …>`; at least one is present.
    Bounds {
        /// Lower bound: a scalar or the shape of the variable.
        lower: Option<Expression>,
        /// Upper bound: a scalar or the shape of the variable.
        upper: Option<Expression>,
    },
    /// `<offset = …, multiplier = …>`; at least one is present.
    Affine {
        /// Offset: a scalar or the shape of the variable.
        offset: Option<Expression>,
        /// Multiplier: a scalar or the shape of the variable.
        multiplier: Option<Expression>,
    },
    /// `ordered[n]`
    Ordered,
    /// `positive_ordered[n]`
    PositiveOrdered,
    /// `simplex[n]`
    Simplex,
    /// `unit_vector[n]`
    UnitVector,
    /// `sum_to_zero_vector[n]`
    SumToZero,
    /// `cholesky_factor_corr[n]`
    CholeskyFactorCorr,
    /// `cholesky_factor_cov[n]` or `[m, n]`
    CholeskyFactorCov,
    /// `corr_matrix[n]`
    CorrMatrix,
    /// `cov_matrix[n]`
    CovMatrix,
}

/// A statement and its span.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// Where it stands.
    pub span: Span,
}

/// What a statement does.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// Declares a variable (and assigns its initial value).
    Declare(Declaration),
    /// `place = value`, or `place op= value` when `operator` is present.
    Assign {
        /// What is assigned.
        place: Place,
        /// The operator of a compound assignment: `+=`, `-=`, `*=`, `/=`, `.*=`, `./=`.
        operator: Option<BinaryOperator>,
        /// The right-hand side.
        value: Expression,
    },
    /// `target += value`; containers are summed. In `transformed parameters`, and in functions whose
    /// name ends in `_jacobian`, it was written `jacobian += value`: the adjustment for a change of
    /// variables, which belongs to the density on the unconstrained scale only.
    Target(Expression),
    /// `variate ~ distribution(arguments) T[lower, upper]`. `density` is the matching call of the
    /// log density or log mass function, with the variate as its first argument.
    Tilde {
        /// The call of the `_lpdf` / `_lpmf` function.
        density: Expression,
        /// The truncation, if any.
        truncation: Option<Truncation>,
    },
    /// `if (condition) then else otherwise`
    If {
        /// An `int` or `real`; true when not zero.
        condition: Expression,
        /// Run when true.
        then: Vec<Statement>,
        /// Run when false.
        otherwise: Vec<Statement>,
    },
    /// `while (condition) body`
    While {
        /// An `int` or `real`.
        condition: Expression,
        /// The body.
        body: Vec<Statement>,
    },
    /// `for (variable in from:to) body`
    For {
        /// The loop variable, an `int`.
        variable: VariableId,
        /// First value.
        from: Expression,
        /// Last value, included.
        to: Expression,
        /// The body.
        body: Vec<Statement>,
    },
    /// `for (variable in container) body`
    ForEach {
        /// The loop variable; its type is that of an element of the container.
        variable: VariableId,
        /// An array, vector, row vector or matrix (column-major order).
        container: Expression,
        /// The body.
        body: Vec<Statement>,
    },
    /// `{ … }`, and `profile("…") { … }`
    Block(Vec<Statement>),
    /// `break;`
    Break,
    /// `continue;`
    Continue,
    /// `return value;`
    Return(Option<Expression>),
    /// A call of a function that returns nothing.
    Call(Expression),
    /// `print(…)`
    Print(Vec<Printable>),
    /// `reject(…)`: the point has density zero.
    Reject(Vec<Printable>),
    /// `fatal_error(…)`
    FatalError(Vec<Printable>),
}

/// `T[lower, upper]`
#[derive(Clone, Debug)]
pub struct Truncation {
    /// Lower end, if any.
    pub lower: Option<Expression>,
    /// Upper end, if any.
    pub upper: Option<Expression>,
}

/// An argument of `print` or `reject`.
#[derive(Clone, Debug)]
pub enum Printable {
    /// A string literal, without the quotes.
    Text(String),
    /// An expression.
    Value(Expression),
}

/// The left-hand side of an assignment: a variable and the indexes into it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The variable.
    pub variable: VariableId,
    /// `x[i][j, k]` is flattened to `i, j, k`; empty for the whole variable.
    pub indexes: Vec<Index>,
    /// The type of the place.
    pub ty: Type,
    /// Its span.
    pub span: Span,
}

/// One index.
#[derive(Clone, Debug)]
pub enum Index {
    /// `:` or nothing
    All,
    /// `i`: removes the dimension
    One(Expression),
    /// `ns`, an array of integers: keeps the dimension
    Many(Expression),
    /// `from:to`; a missing end means the first or last
    Range {
        /// First, included.
        from: Option<Expression>,
        /// Last, included.
        to: Option<Expression>,
    },
}

/// A typed expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// `3`
    Int(i64),
    /// `3.5`
    Real(f64),
    /// A variable.
    Variable(VariableId),
    /// `-x`, `+x`, `!x`, `x'`
    Unary {
        /// The operator.
        operator: UnaryOperator,
        /// Its operand.
        operand: Box<Expression>,
    },
    /// `x op y`
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// Left operand.
        left: Box<Expression>,
        /// Right operand.
        right: Box<Expression>,
    },
    /// `condition ? then : otherwise`
    Conditional {
        /// An `int` or `real`.
        condition: Box<Expression>,
        /// Value when true.
        then: Box<Expression>,
        /// Value when false.
        otherwise: Box<Expression>,
    },
    /// `base[indexes]`
    Indexed {
        /// What is indexed; not itself `Indexed` with only single indexes (those are flattened).
        base: Box<Expression>,
        /// The indexes; may be fewer than the rank.
        indexes: Vec<Index>,
    },
    /// A function of the Stan library.
    Builtin {
        /// Which.
        function: BuiltinId,
        /// Its arguments.
        arguments: Vec<Expression>,
    },
    /// A user-defined function.
    User {
        /// Which.
        function: FunctionId,
        /// Its arguments.
        arguments: Vec<Expression>,
    },
    /// `{a, b, c}`
    Array(Vec<Expression>),
    /// `[a, b, c]` of scalars (a row vector), or of row vectors (a matrix)
    Row(Vec<Expression>),
    /// `target()`
    Target,
}

/// A prefix or postfix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    /// `-x`
    Minus,
    /// `+x`
    Plus,
    /// `!x`
    Not,
    /// `x'`
    Transpose,
}

/// An infix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`: product of scalars, matrix product otherwise
    Multiply,
    /// `/`: division; `int / int` rounds towards zero; `matrix / matrix` is a right solve
    Divide,
    /// `\`: left solve
    LeftDivide,
    /// `%/%`: integer division
    IntegerDivide,
    /// `%`: remainder
    Modulo,
    /// `.*`
    ElementMultiply,
    /// `./`
    ElementDivide,
    /// `^`
    Power,
    /// `.^`
    ElementPower,
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}
