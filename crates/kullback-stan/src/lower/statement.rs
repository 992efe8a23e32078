//! Statements, and calls of user-defined functions.

use super::density::Truncated;
use super::levels::Kind;
use super::tracer::{Mode, Tracer};
use super::value::{Container, Elements, Lowered, Shape, Stop, Value};
use super::variables::{Selection, Storage};
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{
    BinaryOperator, Declaration, Expression, ExpressionKind, FunctionId, Place, Printable,
    Statement, StatementKind, VariableId,
};
use crate::types::Type;
use kullback_graph::Unary;

/// How a statement ended.
#[derive(Debug)]
pub(crate) enum Flow {
    /// The next statement follows.
    Next,
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `return`
    Return(Option<Value>),
}

/// User-defined functions may call themselves; this many calls deep is a mistake.
const MAX_DEPTH: usize = 200;

impl Tracer<'_> {
    /// Runs statements in every iteration of the current level.
    pub(crate) fn run(&mut self, statements: &[Statement]) -> Lowered<Flow> {
        for statement in statements {
            match self.statement(statement)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, statement: &Statement) -> Lowered<Flow> {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Declare(declaration) => self.declaration(declaration)?,
            StatementKind::Assign {
                place,
                operator,
                value,
            } => self.assign(place, *operator, value, span)?,
            StatementKind::Target(value) => {
                let value = self.evaluate(value)?;
                self.at(span);
                self.add_to_target(&value, value.reads_data, span)?;
            }
            StatementKind::Tilde {
                density,
                truncation,
            } => self.tilde(density, truncation.as_ref(), span)?,
            StatementKind::If {
                condition,
                then,
                otherwise,
            } => return self.branch(condition, then, otherwise),
            StatementKind::While { condition, body } => return self.while_loop(condition, body),
            StatementKind::For {
                variable,
                from,
                to,
                body,
            } => return self.for_loop(*variable, from, to, body, span),
            StatementKind::ForEach {
                variable,
                container,
                body,
            } => return self.for_each(*variable, container, body, span),
            StatementKind::Block(body) => return self.run(body),
            StatementKind::Break => return Ok(Flow::Break),
            StatementKind::Continue => return Ok(Flow::Continue),
            StatementKind::Return(value) => {
                let value = match value {
                    Some(value) => Some(self.evaluate(value)?),
                    None => None,
                };
                return Ok(Flow::Return(value));
            }
            StatementKind::Call(call) => self.call_statement(call)?,
            StatementKind::Print(parts) => {
                if self.mode == Mode::Sequential {
                    let text = self.printed_text(parts)?;
                    self.printed.push(text);
                }
            }
            StatementKind::Reject(parts) | StatementKind::FatalError(parts) => {
                let text = self.printed_text(parts).unwrap_or_default();
                return Err(Stop::Reject(text, span));
            }
        }
        Ok(Flow::Next)
    }

    fn call_statement(&mut self, call: &Expression) -> Lowered<()> {
        let ExpressionKind::User {
            function,
            arguments,
        } = &call.kind
        else {
            return Err(Stop::unsupported(call.span, "this call"));
        };
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.evaluate(argument)?);
        }
        self.call_user(*function, values, call.span)?;
        Ok(())
    }

    fn printed_text(&mut self, parts: &[Printable]) -> Lowered<String> {
        let mut text = String::new();
        for part in parts {
            match part {
                Printable::Text(literal) => text.push_str(literal),
                Printable::Value(expression) => {
                    let value = self.evaluate(expression)?;
                    let reals = self.known_reals(&value).unwrap_or_default();
                    let shown: Vec<String> = reals.iter().map(f64::to_string).collect();
                    if value.shape.is_scalar() {
                        text.push_str(&shown.join(","));
                    } else {
                        text.push_str(&format!("[{}]", shown.join(",")));
                    }
                }
            }
        }
        Ok(text)
    }

    // --- declarations and assignments ----------------------------------------------------------

    /// The shape of a declaration whose sizes are known now.
    pub(crate) fn declared_shape(&mut self, declaration: &Declaration) -> Lowered<Shape> {
        let mut dims = Vec::with_capacity(declaration.sizes.len());
        for size in &declaration.sizes {
            let value = self.evaluate(size)?;
            dims.push(self.size(&value, size.span)?);
        }
        let ty = &self.program.variables[declaration.variable.0 as usize].ty;
        let container = container(ty);
        // A square type is declared with one size.
        if container == Container::Matrix && dims.len() == ty.array_dimensions() + 1 {
            let n = dims[dims.len() - 1];
            dims.push(n);
        }
        Ok(Shape { container, dims })
    }

    fn declaration(&mut self, declaration: &Declaration) -> Lowered<()> {
        let shape = self.declared_shape(declaration)?;
        let variable = declaration.variable;
        let integer = self.program.variables[variable.0 as usize].ty.is_integer();
        self.declare(variable, shape.clone(), integer);
        if let Some(initial) = &declaration.initial {
            let value = self.evaluate(initial)?;
            self.check_assigned_size(variable, &shape, &value, initial.span)?;
            let selection = Selection {
                slots: (0..shape.size() as u32).collect(),
                shape,
                level: 0,
                whole: true,
            };
            self.write_lifted(variable, &selection, &value, initial.span)?;
        }
        Ok(())
    }

    /// Writes a value, first repeating it for every iteration of the variable's level, so that a whole
    /// assignment can take it as it is.
    fn write_lifted(
        &mut self,
        variable: VariableId,
        selection: &Selection,
        value: &Value,
        span: Span,
    ) -> Lowered<()> {
        let storage = self.stored(variable, span)?;
        let home = storage.level;
        if selection.whole
            && storage.overlays.is_empty()
            && value.level < home
            && home == self.levels.current()
            && !value.is_int()
        {
            let array = self.reals(value);
            let size = value.shape.size();
            let array = self.lift(array, value.level, size, home, false, span)?;
            let value = Value {
                level: home,
                elements: Elements::Reals(array),
                ..value.clone()
            };
            return self.write(variable, selection, &value, span);
        }
        self.write(variable, selection, value, span)
    }

    fn check_assigned_size(
        &self,
        variable: VariableId,
        shape: &Shape,
        value: &Value,
        span: Span,
    ) -> Lowered<()> {
        if shape.dims == value.shape.dims {
            return Ok(());
        }
        let show = |dims: &[usize]| {
            let dims: Vec<String> = dims.iter().map(usize::to_string).collect();
            format!("[{}]", dims.join(", "))
        };
        let name = self.name(variable);
        let diagnostic = Diagnostic::error(
            "KS0609",
            span,
            format!("the sizes of `{name}` and of what is assigned to it differ"),
        )
        .label(format!(
            "expected {}, found {}",
            show(&shape.dims),
            show(&value.shape.dims)
        ));
        Err(diagnostic.into())
    }

    fn assign(
        &mut self,
        place: &Place,
        operator: Option<BinaryOperator>,
        value: &Expression,
        span: Span,
    ) -> Lowered<()> {
        let (operator, value) = match operator {
            Some(operator) => (Some(operator), value),
            // `x = x + e` is `x += e`.
            None => match &value.kind {
                ExpressionKind::Binary {
                    operator: operator @ (BinaryOperator::Add | BinaryOperator::Subtract),
                    left,
                    right,
                } if reads_place(left, place) => (Some(*operator), &**right),
                _ => (None, value),
            },
        };
        let right = self.evaluate(value)?;
        self.at(span);
        let selection = self.place_selection(place)?;
        let integer = place.ty.is_integer();
        if let (Some(sign @ (BinaryOperator::Add | BinaryOperator::Subtract)), false) =
            (operator, integer)
        {
            let addition = if sign == BinaryOperator::Subtract {
                let right = self.promoted(&right);
                self.unary(Unary::Negate, &right, span)?
            } else {
                right.clone()
            };
            if self.add(place.variable, &selection, &addition, span)? {
                return Ok(());
            }
        }
        let right = match operator {
            None => right,
            Some(operator) => {
                let copy = Selection {
                    shape: selection.shape.clone(),
                    level: selection.level,
                    slots: selection.slots.clone(),
                    whole: selection.whole,
                };
                let left = self.read_selected(place.variable, copy, span)?;
                self.infix(operator, &left, &right, span)?
            }
        };
        let right = if integer {
            right
        } else {
            self.promoted(&right)
        };
        self.check_assigned_size(place.variable, &selection.shape, &right, value.span)?;
        self.write_lifted(place.variable, &selection, &right, span)
    }

    // --- control flow --------------------------------------------------------------------------

    fn branch(
        &mut self,
        condition: &Expression,
        then: &[Statement],
        otherwise: &[Statement],
    ) -> Lowered<Flow> {
        let value = self.evaluate(condition)?;
        let truth = self.truth(&value, condition.span)?;
        if truth.iter().all(|&t| t) {
            return self.run(then);
        }
        if truth.iter().all(|&t| !t) {
            return self.run(otherwise);
        }
        let current = self.levels.current();
        let here: Vec<bool> = self
            .levels
            .ancestors(current, value.level)
            .iter()
            .map(|&i| truth[i as usize])
            .collect();
        for (wanted, branch) in [(true, then), (false, otherwise)] {
            if branch.is_empty() {
                continue;
            }
            let subset = (0..here.len() as u32)
                .filter(|&i| here[i as usize] == wanted)
                .collect();
            self.push_level(Kind::Subset, subset)?;
            let flow = self.run(branch);
            self.levels.truncate(current);
            if !matches!(flow?, Flow::Next) {
                return Err(Stop::Entangled("a branch leaves the loop"));
            }
        }
        Ok(Flow::Next)
    }

    fn while_loop(&mut self, condition: &Expression, body: &[Statement]) -> Lowered<Flow> {
        loop {
            let value = self.evaluate(condition)?;
            let truth = self.truth(&value, condition.span)?;
            if truth.iter().all(|&t| !t) {
                return Ok(Flow::Next);
            }
            if truth.iter().any(|&t| !t) {
                return Err(Stop::Entangled("iterations differ in a while loop"));
            }
            match self.run(body)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                other => return Ok(other),
            }
        }
    }

    // --- functions -----------------------------------------------------------------------------

    /// Calls a user-defined function; the value it returns, if any.
    pub(crate) fn call_user(
        &mut self,
        function: FunctionId,
        arguments: Vec<Value>,
        span: Span,
    ) -> Lowered<Option<Value>> {
        let program = self.program;
        let definition = &program.functions[function.0 as usize];
        if self.depth >= MAX_DEPTH {
            let name = &definition.name;
            return Err(Stop::error(
                "KS0610",
                span,
                format!("`{name}` calls itself more than {MAX_DEPTH} deep"),
            ));
        }
        // A recursive call must not disturb the variables of its caller.
        let mut locals = definition.arguments.clone();
        declared_in(&definition.body, &mut locals);
        let kept: Vec<(VariableId, Option<Storage>)> = locals
            .iter()
            .map(|&v| (v, self.storage[v.0 as usize].take()))
            .collect();
        for (&argument, value) in definition.arguments.iter().zip(arguments) {
            let real = !program.variables[argument.0 as usize].ty.is_integer();
            let value = if real { self.promoted(&value) } else { value };
            self.define(argument, value);
        }
        self.depth += 1;
        let flow = self.run(&definition.body);
        self.depth -= 1;
        for (variable, storage) in kept {
            self.storage[variable.0 as usize] = storage;
        }
        match flow? {
            Flow::Return(value) => {
                let real = !definition.return_type.is_integer();
                Ok(value.map(|v| if real { self.promoted(&v) } else { v }))
            }
            _ => Ok(None),
        }
    }

    // --- sampling statements -------------------------------------------------------------------

    fn tilde(
        &mut self,
        density: &Expression,
        truncation: Option<&crate::hir::Truncation>,
        span: Span,
    ) -> Lowered<()> {
        let (ExpressionKind::Builtin { arguments, .. } | ExpressionKind::User { arguments, .. }) =
            &density.kind
        else {
            return Err(Stop::unsupported(span, "this sampling statement"));
        };
        // What is drawn decides: an observation makes a likelihood term, a parameter a prior term,
        // even when the settings of its distribution are read from the data.
        let variate = match arguments.first() {
            Some(variate) => self.evaluate(variate)?,
            None => return Err(Stop::unsupported(span, "a distribution without a variate")),
        };
        let likelihood = variate.reads_data;
        if let Some(truncation) = truncation {
            let mut truncated = Truncated::new(density, truncation);
            return truncated.add(self, &variate, likelihood, span);
        }
        if let ExpressionKind::Builtin { function, .. } = &density.kind {
            let name = crate::signatures::name(*function);
            let mut values = vec![variate];
            for argument in &arguments[1..] {
                values.push(self.evaluate(argument)?);
            }
            self.at(span);
            return self.add_density(name, &values, likelihood, span);
        }
        let value = self.evaluate(density)?;
        self.at(span);
        self.add_to_target(&value, likelihood, span)
    }
}

/// The container of a type.
pub(crate) fn container(ty: &Type) -> Container {
    match ty.innermost() {
        Type::Vector => Container::Vector,
        Type::RowVector => Container::RowVector,
        Type::Matrix => Container::Matrix,
        _ => Container::Scalar,
    }
}

/// Whether an expression is exactly the variable (or indexed variable) that `place` names.
fn reads_place(expression: &Expression, place: &Place) -> bool {
    match &expression.kind {
        ExpressionKind::Variable(variable) => {
            *variable == place.variable && place.indexes.is_empty()
        }
        ExpressionKind::Indexed { base, indexes } => {
            matches!(base.kind, ExpressionKind::Variable(v) if v == place.variable)
                && indexes.len() == place.indexes.len()
                && indexes
                    .iter()
                    .zip(&place.indexes)
                    .all(|(a, b)| same_index(a, b))
        }
        _ => false,
    }
}

fn same_index(a: &crate::hir::Index, b: &crate::hir::Index) -> bool {
    use crate::hir::Index;
    match (a, b) {
        (Index::All, Index::All) => true,
        (Index::One(a), Index::One(b)) => same_expression(a, b),
        _ => false,
    }
}

/// Whether two expressions are the same, for the simple forms that indexes take.
fn same_expression(a: &Expression, b: &Expression) -> bool {
    match (&a.kind, &b.kind) {
        (ExpressionKind::Int(a), ExpressionKind::Int(b)) => a == b,
        (ExpressionKind::Variable(a), ExpressionKind::Variable(b)) => a == b,
        (
            ExpressionKind::Indexed {
                base: a,
                indexes: i,
            },
            ExpressionKind::Indexed {
                base: b,
                indexes: j,
            },
        ) => {
            same_expression(a, b)
                && i.len() == j.len()
                && i.iter().zip(j).all(|(a, b)| same_index(a, b))
        }
        (
            ExpressionKind::Binary {
                operator: p,
                left: a,
                right: b,
            },
            ExpressionKind::Binary {
                operator: q,
                left: c,
                right: d,
            },
        ) => p == q && same_expression(a, c) && same_expression(b, d),
        _ => false,
    }
}

/// The variables that statements declare, at any depth.
pub(crate) fn declared_in(statements: &[Statement], into: &mut Vec<VariableId>) {
    for statement in statements {
        match &statement.kind {
            StatementKind::Declare(declaration) => into.push(declaration.variable),
            StatementKind::If {
                then, otherwise, ..
            } => {
                declared_in(then, into);
                declared_in(otherwise, into);
            }
            StatementKind::For { variable, body, .. }
            | StatementKind::ForEach { variable, body, .. } => {
                into.push(*variable);
                declared_in(body, into);
            }
            StatementKind::While { body, .. } | StatementKind::Block(body) => {
                declared_in(body, into);
            }
            _ => {}
        }
    }
}
