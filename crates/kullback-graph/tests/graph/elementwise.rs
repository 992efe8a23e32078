//! Functions of one, two and three operands against mpmath; every way their operands may come.

use crate::tables::{Row, evaluate, input_part, is_off, rows};
use kullback_graph::{Binary, Builder, Kernel, Operand, Ternary, Unary};
use serde_json::Value;

const TOLERANCE: f64 = 1e-13;

fn table() -> Value {
    serde_json::from_str(include_str!("../goldens/elementwise.json")).expect("valid JSON")
}

/// How one argument enters: as a constant or a variable, alone or one of many elements.
#[derive(Clone, Copy, PartialEq)]
struct Entry {
    constant: bool,
    alone: bool,
}

/// Applies `kernel` with the arguments entering as `entries` say, for the rows at once where all
/// arguments are arrays, else row by row with an array of `REPEATS` equal elements.
fn check(name: &str, kernel: &Kernel, rows: &[Row], entries: &[Entry], failures: &mut Vec<String>) {
    const REPEATS: usize = 21;
    for row in rows {
        let arity = row.at.len();
        let length = if entries.iter().all(|e| e.alone) {
            1
        } else {
            REPEATS
        };
        let mut start = 0;
        let mut point = Vec::new();
        let mut places = Vec::new();
        for (entry, &x) in entries.iter().zip(&row.at) {
            let len = if entry.alone { 1 } else { length };
            places.push((start, len));
            if !entry.constant {
                start += len;
                point.extend(std::iter::repeat_n(x, len));
            }
        }
        let mut builder = Builder::new(point.len());
        let operands: Vec<Operand> = (0..arity)
            .map(|k| {
                let (start, len) = places[k];
                if entries[k].constant {
                    builder.constant(&vec![row.at[k]; len])
                } else {
                    input_part(&mut builder, start, len)
                }
            })
            .collect();
        let output = builder
            .apply(kernel.clone(), &operands)
            .expect("no failure");
        let weights: Vec<f64> = (0..length).map(|e| 1.0 + 0.25 * (e % 3) as f64).collect();
        // The other lanes hold other points; lane 5 holds the row.
        let mut points: [Vec<f64>; 8] = std::array::from_fn(|_| point.clone());
        for (l, other) in points.iter_mut().enumerate() {
            if l != 5 {
                other.iter_mut().for_each(|x| *x *= 1.0 + 1e-3 * l as f64);
            }
        }
        let wide = evaluate(&mut builder, output, &weights, &points);
        let narrow = evaluate(&mut builder, output, &weights, &[point.clone()]);
        for (evaluated, lane) in [(&wide, 5), (&narrow, 0)] {
            for (e, &value) in evaluated.output[lane].iter().enumerate() {
                if is_off(value, row.value, TOLERANCE, 0.0) {
                    failures.push(format!(
                        "{name}{:?}[{e}] = {value:e}, wanted {:e}",
                        row.at, row.value
                    ));
                }
            }
            for k in (0..arity).filter(|&k| !entries[k].constant) {
                let (start, len) = places[k];
                for e in 0..len {
                    let weight = if len == length {
                        weights[e]
                    } else {
                        weights.iter().sum()
                    };
                    let wanted = row.partials[k].expect("a partial") * weight;
                    let got = evaluated.gradient[lane][start + e];
                    if is_off(got, wanted, TOLERANCE, row.moves[k] * weight) {
                        failures.push(format!(
                            "∂{k} {name}{:?}[{e}] = {got:e}, wanted {wanted:e}",
                            row.at
                        ));
                    }
                }
            }
        }
    }
}

/// Every combination of entries of `arity` arguments with at least one variable.
fn every_entry(arity: usize) -> Vec<Vec<Entry>> {
    let all = (0..4).map(|bits| Entry {
        constant: bits & 1 == 1,
        alone: bits & 2 == 2,
    });
    let mut out = vec![Vec::new()];
    for _ in 0..arity {
        out = out
            .iter()
            .flat_map(|prefix: &Vec<Entry>| {
                all.clone()
                    .map(move |entry| prefix.iter().copied().chain([entry]).collect())
            })
            .collect();
    }
    out.retain(|entries: &Vec<Entry>| entries.iter().any(|e| !e.constant));
    out
}

fn walk<K: Copy + std::fmt::Debug>(
    kind: &str,
    all: &[K],
    arity: usize,
    kernel: impl Fn(K) -> Kernel,
) {
    let table = table();
    let mut failures = Vec::new();
    for &function in all {
        let name = format!("{function:?}");
        let rows = rows(&table[kind][&name]);
        assert!(!rows.is_empty(), "no rows for {name}");
        for entries in every_entry(arity) {
            check(&name, &kernel(function), &rows, &entries, &mut failures);
        }
    }
    failures.dedup();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn functions_of_one_operand() {
    walk("unary", Unary::ALL, 1, Kernel::Unary);
}

#[test]
fn functions_of_two_operands() {
    walk("binary", Binary::ALL, 2, Kernel::Binary);
}

#[test]
fn functions_of_three_operands() {
    walk("ternary", Ternary::ALL, 3, Kernel::Ternary);
}
