//! The functions of the Stan library, by what they work on. Each file maps names to operations; a
//! name that no file knows is reported as not supported yet.

mod cumulative;
mod distributions;
mod elementwise;
mod matrices;
mod random;
mod reductions;
mod shapes;

use super::tracer::Tracer;
use super::value::{Lowered, Stop, Value};
use crate::diagnostic::Span;

/// Calls the library function `name`.
pub(crate) fn call(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Lowered<Value> {
    type Family = fn(&mut Tracer<'_>, &str, &[Value], Span) -> Option<Lowered<Value>>;
    const FAMILIES: [Family; 7] = [
        elementwise::call,
        reductions::call,
        shapes::call,
        matrices::call,
        distributions::call,
        cumulative::call,
        random::call,
    ];
    for family in FAMILIES {
        if let Some(result) = family(tracer, name, arguments, span) {
            return result.map(|value| {
                let reads_data = arguments.iter().any(|a| a.reads_data);
                // Of a density, only the variate makes it a reading of the data.
                match super::density::without_suffix(name) {
                    Some(_) => value,
                    None => value.reading(reads_data),
                }
            });
        }
    }
    Err(Stop::unsupported(span, format!("`{name}`")))
}

/// Whether `camel` (as in `StudentT`) and `snake` (as in `student_t`) are the same name.
pub(crate) fn same_name(camel: &str, snake: &str) -> bool {
    let mut letters = camel.chars().map(|c| c.to_ascii_lowercase());
    let mut others = snake.chars().filter(|&c| c != '_');
    loop {
        match (letters.next(), others.next()) {
            (None, None) => return true,
            (a, b) if a == b => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::same_name;

    #[test]
    fn names_agree() {
        assert!(same_name("NegBinomial2Log", "neg_binomial_2_log"));
        assert!(!same_name("Normal", "lognormal"));
    }
}
