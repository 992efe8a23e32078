//! What the functions of the Stan library accept and return, as tables.
//!
//! A table row is a name and the rules its arguments may follow ([`rule::Rule`]). Nothing is built
//! when the program starts: the rows and the index from names to rows are constants.

mod containers;
mod densities;
mod elementwise;
mod generators;
mod matrices;
mod operators;
pub(crate) mod removed;
mod rule;
mod transforms;

#[cfg(test)]
mod catalogue_test;

use crate::hir::BuiltinId;
use crate::types::Type;
use rule::{Flat, Rule};

/// A row of a table.
struct Function {
    name: &'static str,
    rules: &'static [Rule],
}

const fn function(name: &'static str, rules: &'static [Rule]) -> Function {
    Function { name, rules }
}

/// The tables, one after the other; a [`BuiltinId`] counts through them.
const TABLES: [&[Function]; 8] = [
    densities::TABLE,
    densities::WIENER,
    generators::TABLE,
    elementwise::TABLE,
    containers::TABLE,
    matrices::TABLE,
    operators::TABLE,
    transforms::TABLE,
];

const COUNT: usize = {
    let mut count = 0;
    let mut table = 0;
    while table < TABLES.len() {
        count += TABLES[table].len();
        table += 1;
    }
    count
};

const BUCKETS: usize = 1024;

const NONE: u16 = u16::MAX;

/// Hash chains over all rows: the first row of each bucket, and the row after each row.
struct NameIndex {
    first: [u16; BUCKETS],
    next: [u16; COUNT],
}

static INDEX: NameIndex = index_names();

const fn bucket(name: &str) -> usize {
    // FNV-1a.
    let bytes = name.as_bytes();
    let mut hash = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    (hash ^ (hash >> 16)) as usize % BUCKETS
}

const fn index_names() -> NameIndex {
    let mut index = NameIndex {
        first: [NONE; BUCKETS],
        next: [NONE; COUNT],
    };
    let mut row = 0;
    let mut table = 0;
    while table < TABLES.len() {
        let mut i = 0;
        while i < TABLES[table].len() {
            let bucket = bucket(TABLES[table][i].name);
            index.next[row] = index.first[bucket];
            index.first[bucket] = row as u16;
            row += 1;
            i += 1;
        }
        table += 1;
    }
    index
}

/// The Stan library functions that have no row here, one name per line: those over complex
/// numbers and tuples, and those that take functions.
static OTHER_NAMES: &str = include_str!("other_names.txt");

fn row(id: BuiltinId) -> Option<&'static Function> {
    let mut index = id.0 as usize;
    for table in TABLES {
        if let Some(function) = table.get(index) {
            return Some(function);
        }
        index -= table.len();
    }
    None
}

/// The name of a function; empty for an id that [`find`] never returned.
pub fn name(id: BuiltinId) -> &'static str {
    row(id).map_or("", |function| function.name)
}

/// The function of that name, if kullback knows its signatures.
pub fn find(name: &str) -> Option<BuiltinId> {
    let mut next = INDEX.first[bucket(name)];
    while next != NONE {
        let id = BuiltinId(u32::from(next));
        if self::name(id) == name {
            return Some(id);
        }
        next = INDEX.next[next as usize];
    }
    None
}

/// Every function with signatures.
pub fn all() -> impl Iterator<Item = BuiltinId> {
    (0..COUNT as u32).map(BuiltinId)
}

/// The functions that take nothing that depends on parameters.
const DATA_FUNCTIONS: [&str; 7] = [
    "hmm_hidden_state_prob",
    "linspaced_array",
    "linspaced_int_array",
    "linspaced_row_vector",
    "linspaced_vector",
    "quantile",
    "to_int",
];

/// Whether every argument of the function must be data.
pub(crate) fn takes_only_data(id: BuiltinId) -> bool {
    DATA_FUNCTIONS.contains(&name(id))
}

/// Whether Stan has a function of that name which kullback has no signatures for.
pub fn is_known_elsewhere(name: &str) -> bool {
    !name.is_empty() && OTHER_NAMES.lines().any(|line| line == name)
}

/// Whether a name is taken by a function that takes functions and any further arguments; programs
/// cannot add overloads to those.
pub(crate) fn takes_functions(name: &str) -> bool {
    let families = [
        "reduce_sum",
        "ode_",
        "dae",
        "solve_newton",
        "solve_powell",
        "laplace_",
    ];
    is_known_elsewhere(name) && families.iter().any(|family| name.starts_with(family))
}

/// Every name of the Stan library, for suggestions.
pub(crate) fn all_names<'a>() -> impl Iterator<Item = &'a str> {
    TABLES
        .into_iter()
        .flatten()
        .map(|function| -> &'a str { function.name })
        .chain(OTHER_NAMES.lines())
}

/// How a call fits a function: what it returns, and how many arguments had to be promoted from
/// `int` to `real`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The type of the call.
    pub result: Type,
    /// The number of promotions; the signature with the fewest wins.
    pub promotions: u32,
}

/// The best signature of the function for these argument types. An argument of unknown type fits
/// everything.
pub fn resolve(id: BuiltinId, arguments: &[&Type]) -> Option<Match> {
    let function = row(id)?;
    let mut flat = [Flat::UNKNOWN; MOST_ARGUMENTS];
    let flat = flat.get_mut(..arguments.len())?;
    for (slot, ty) in flat.iter_mut().zip(arguments) {
        *slot = Flat::of(ty)?;
    }
    let mut best: Option<(Flat, u32)> = None;
    for rule in function.rules {
        if let Some((result, promotions)) = rule.apply(flat)
            && best.is_none_or(|(_, fewest)| promotions < fewest)
        {
            best = Some((result, promotions));
        }
    }
    best.map(|(result, promotions)| Match {
        result: result.to_type(),
        promotions,
    })
}

/// No function of the library takes more.
const MOST_ARGUMENTS: usize = 12;

/// The argument patterns and the result of each signature, those with `count` arguments first.
pub(crate) fn describe(id: BuiltinId, count: usize) -> Vec<(Vec<&'static str>, &'static str)> {
    let Some(function) = row(id) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for rule in function.rules {
        rule.describe(&mut lines);
    }
    lines.sort_by_key(|(arguments, _)| arguments.len().abs_diff(count));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_name_and_no_name_has_two_rows() {
        for id in all() {
            assert_eq!(find(name(id)), Some(id), "{}", name(id));
            assert!(!is_known_elsewhere(name(id)), "{}", name(id));
        }
        assert_eq!(find("no_such_function"), None);
        assert!(is_known_elsewhere("ode_rk45"));
    }

    #[test]
    fn every_pattern_can_be_read() {
        for table in TABLES {
            for function in table {
                for rule in function.rules {
                    assert!(rule.is_well_formed(), "{}", function.name);
                }
            }
        }
    }
}
