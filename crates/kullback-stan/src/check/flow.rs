//! Whether statements always return, as Stan's compiler decides it.

use crate::hir::{Expression, ExpressionKind, Statement, StatementKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    /// Returns or rejects on every path.
    Complete,
    /// May run past the end.
    Incomplete,
    /// May leave the loop around it.
    Leaves,
}

/// Whether the statements return or reject on every path.
pub(super) fn always_returns(statements: &[Statement]) -> bool {
    block(statements) == Flow::Complete
}

fn block(statements: &[Statement]) -> Flow {
    let mut flow = Flow::Incomplete;
    for statement in statements {
        flow = match (flow, of(statement)) {
            (Flow::Leaves, _) | (_, Flow::Leaves) => Flow::Leaves,
            (_, last) => last,
        };
        if escapes(statement) {
            break;
        }
    }
    flow
}

/// Whether nothing after the statement can run.
pub(super) fn escapes(statement: &Statement) -> bool {
    matches!(
        statement.kind,
        StatementKind::Break
            | StatementKind::Continue
            | StatementKind::Return(_)
            | StatementKind::Reject(_)
            | StatementKind::FatalError(_)
    )
}

fn of(statement: &Statement) -> Flow {
    match &statement.kind {
        StatementKind::Return(_) | StatementKind::Reject(_) | StatementKind::FatalError(_) => {
            Flow::Complete
        }
        StatementKind::Break => Flow::Leaves,
        StatementKind::Block(statements) => block(statements),
        StatementKind::If {
            then, otherwise, ..
        } => match (block(then), block(otherwise)) {
            (Flow::Complete, Flow::Complete) => Flow::Complete,
            (Flow::Leaves, _) | (_, Flow::Leaves) => Flow::Leaves,
            _ => Flow::Incomplete,
        },
        StatementKind::While { condition, body } => match block(body) {
            Flow::Complete => Flow::Complete,
            Flow::Incomplete if is_literally_true(condition) => Flow::Complete,
            Flow::Incomplete | Flow::Leaves => Flow::Incomplete,
        },
        StatementKind::For { body, .. } | StatementKind::ForEach { body, .. } => {
            match block(body) {
                Flow::Complete => Flow::Complete,
                Flow::Incomplete | Flow::Leaves => Flow::Incomplete,
            }
        }
        _ => Flow::Incomplete,
    }
}

fn is_literally_true(condition: &Expression) -> bool {
    matches!(condition.kind, ExpressionKind::Int(value) if value != 0)
}
