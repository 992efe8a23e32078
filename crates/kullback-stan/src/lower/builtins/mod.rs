//! The functions of the Stan library, by what they work on. Each file maps names to operations; a
//! name that no file knows is reported as not supported yet.

mod cumulative;
mod distributions;
mod elementwise;
mod matrices;
mod matrix_distributions;
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
                let read = &arguments[..read_arguments(name, arguments.len())];
                value.reading(read.iter().any(|a| a.reads_data))
            });
        }
    }
    Err(Stop::unsupported(span, format!("`{name}`")))
}

/// How many of the arguments make the result a reading of the data when they are one. Sizes do not:
/// that a vector has `N` elements says nothing about the observations. Of a density only the variate
/// does, which the density notes itself.
fn read_arguments(name: &str, count: usize) -> usize {
    const BY_CONTENT: &[&str] = &[
        "rep_vector",
        "rep_row_vector",
        "rep_matrix",
        "rep_array",
        "head",
        "tail",
        "segment",
        "block",
        "row",
        "col",
        "sub_row",
        "sub_col",
        "to_matrix",
    ];
    const BY_SIZE: &[&str] = &[
        "num_elements",
        "size",
        "rows",
        "cols",
        "dims",
        "zeros_vector",
        "zeros_row_vector",
        "zeros_array",
        "zeros_int_array",
        "ones_vector",
        "ones_row_vector",
        "ones_array",
        "ones_int_array",
        "identity_matrix",
    ];
    if super::density::without_suffix(name).is_some() || BY_SIZE.contains(&name) {
        0
    } else if BY_CONTENT.contains(&name) {
        1
    } else {
        count
    }
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
