//! When a value of one type may stand where another is asked for.

use crate::types::Type;

/// The number of promotions that turn `found` into `wanted`: 0 when they are one type, 1 for `int`
/// to `real` (also inside arrays), none when it cannot be.
pub(super) fn promote(wanted: &Type, found: &Type) -> Option<u32> {
    match (wanted, found) {
        (Type::Unknown, _) | (_, Type::Unknown) => Some(0),
        (Type::Real, Type::Int) => Some(1),
        (
            Type::Array {
                element: wanted,
                dimensions,
            },
            Type::Array {
                element: found,
                dimensions: others,
            },
        ) => {
            if *wanted.as_ref() == Type::Unknown || *found.as_ref() == Type::Unknown {
                return Some(0);
            }
            (dimensions == others).then(|| promote(wanted, found))?
        }
        _ => (wanted == found).then_some(0),
    }
}

/// The type that both can be promoted to.
pub(super) fn common(a: &Type, b: &Type) -> Option<Type> {
    if *a == Type::Unknown || *b == Type::Unknown {
        return Some(Type::Unknown);
    }
    if promote(a, b).is_some() {
        Some(a.clone())
    } else if promote(b, a).is_some() {
        Some(b.clone())
    } else {
        None
    }
}
