//! Programs and data that were tampered with end in an error or in a number, never in a panic.

use kullback_math::{Evaluation, LogDensity, Order, Points};
use kullback_stan::{Data, Model, compile, declared_data};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// What takes the place of a number or a short word.
const WORDS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "7",
    "-1",
    "N",
    "1:2",
    ":",
    "{1, 2}",
    "0.5",
    "1e308",
    "'",
    "+",
    "*",
    ".*",
    "/",
    "[1]",
    "[2, 1]",
    "n",
    "sum(v)",
    "v",
    "x",
    "theta",
    "rep_vector(1, 2)",
    "head(v, 2)",
];

fn programs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root.join("goldens/language"))
        .expect("the goldens are part of the repository")
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "stan"))
        // A damaged `while` may rightly run for ever.
        .filter(|path| std::fs::read_to_string(path).is_ok_and(|text| !text.contains("while")))
        .collect();
    paths.sort();
    paths
}

/// The places of numbers and words in a program.
fn tokens(source: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in source.char_indices() {
        match (start, c.is_ascii_alphanumeric() || c == '_' || c == '.') {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Compiles, binds and evaluates, as far as it goes.
fn run(source: &str, data: &str) {
    let checked = compile(source);
    if !checked.is_ok() {
        return;
    }
    let Ok(mut data) = Data::from_json(data) else {
        return;
    };
    let declared: Vec<&str> = declared_data(&checked.program).collect();
    data.retain(|name| declared.contains(&name));
    let Ok(model) = Model::new(&checked.program, &data, 1) else {
        return;
    };
    let dimension = model.dimension();
    if dimension > 1000 {
        return;
    }
    let values: Vec<f64> = (0..3 * dimension)
        .map(|k| (k % 5) as f64 * 0.3 - 0.6)
        .collect();
    let points = Points::new(&values, dimension, 3);
    let mut out = Evaluation::default();
    model.evaluate(points, Order::Gradient, &mut out, &mut model.workspace());
    let _ = model.write(points, 1, 1);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tampered_programs_never_panic(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), proptest::sample::select(WORDS)), 1..3),
        tamper_data in any::<bool>(),
        place in any::<prop::sample::Index>(),
    ) {
        let paths = programs();
        let path = &paths[which.index(paths.len())];
        let mut source = std::fs::read_to_string(path).unwrap_or_default();
        let mut data = std::fs::read_to_string(path.with_extension("data.json"))
            .unwrap_or_else(|_| "{}".to_string());
        if tamper_data {
            let places = tokens(&data);
            if !places.is_empty() {
                let (from, to) = places[place.index(places.len())];
                data.replace_range(from..to, "0");
            }
        } else {
            for (place, word) in changes {
                let places = tokens(&source);
                let (from, to) = places[place.index(places.len())];
                source.replace_range(from..to, word);
            }
        }
        run(&source, &data);
    }
}
