//! Densities against mpmath, term by term and argument by argument.

use crate::tables::{Row, evaluate, input_part, is_off, number, numbers, rows};
use kullback_graph::{Binary, Builder, Density, DensityTerm, Kernel, Operand};
use serde_json::Value;

/// The log density of elements in `segments` segments, as a lowering would write it.
fn log_density(
    builder: &mut Builder,
    density: Density,
    arguments: &[Operand],
    segments: usize,
) -> Operand {
    let mut total: Option<Operand> = None;
    for &(term, reads) in density.terms() {
        let operands: Vec<Operand> = reads.iter().map(|&k| arguments[k]).collect();
        let longest = operands
            .iter()
            .map(Operand::len)
            .max()
            .expect("an argument");
        let elements = arguments
            .iter()
            .map(Operand::len)
            .max()
            .expect("an argument");
        // A term in scalars alone counts once for each element.
        let scalar = longest == 1;
        let kernel = Kernel::Density(DensityTerm {
            term,
            segments: if scalar { 1 } else { segments },
        });
        let mut sum = builder.apply(kernel, &operands).expect("no failure");
        if scalar {
            let times = builder.constant(&vec![(elements / segments) as f64; segments]);
            sum = builder
                .apply(Kernel::Binary(Binary::Multiply), &[sum, times])
                .expect("a product");
        }
        total = Some(match total {
            None => sum,
            Some(total) => builder
                .apply(Kernel::Binary(Binary::Add), &[total, sum])
                .expect("a sum"),
        });
    }
    total.expect("a term")
}

/// The sum of the absolute values of the terms: what their sum may lose to rounding.
fn magnitude(density: Density, row: &Row) -> f64 {
    let mut builder = Builder::new(0);
    let mut sum = 0.0;
    for &(term, reads) in density.terms() {
        let operands: Vec<Operand> = reads
            .iter()
            .map(|&k| builder.constant(&[row.at[k]]))
            .collect();
        let kernel = Kernel::Density(DensityTerm { term, segments: 1 });
        let value = builder.apply(kernel, &operands).expect("no failure");
        sum += builder.constant_values(value).expect("folded")[0].abs();
    }
    sum
}

fn table() -> Value {
    serde_json::from_str(include_str!("../goldens/densities.json")).expect("valid JSON")
}

/// Every row of every density, each argument in turn as a constant or a variable, a scalar or an
/// array, in one segment and in three.
#[test]
fn values_and_partials() {
    const LENGTH: usize = 12;
    let table = table();
    let mut failures = Vec::new();
    for &density in Density::ALL {
        let name = format!("{density:?}");
        let rows = rows(&table["densities"][&name]);
        assert!(rows.len() > 1, "no rows for {name}");
        let arity = density.arity();
        for row in &rows {
            let magnitude = magnitude(density, row);
            for choice in 0..4_usize.pow(arity as u32) {
                let entry = |k: usize| choice >> (2 * k) & 3;
                // A discrete argument is always a constant.
                let constant: Vec<bool> = (0..arity)
                    .map(|k| entry(k) & 1 == 1 || row.partials[k].is_none())
                    .collect();
                let len: Vec<usize> = (0..arity)
                    .map(|k| if entry(k) & 2 == 2 { LENGTH } else { 1 })
                    .collect();
                if constant.iter().all(|&c| c) {
                    continue;
                }
                let elements = *len.iter().max().expect("an argument");
                for segments in [1, 3] {
                    if !elements.is_multiple_of(segments) {
                        continue;
                    }
                    let mut point = Vec::new();
                    let mut starts = vec![0; arity];
                    for k in 0..arity {
                        starts[k] = point.len();
                        if !constant[k] {
                            point.extend(std::iter::repeat_n(row.at[k], len[k]));
                        }
                    }
                    let mut builder = Builder::new(point.len());
                    let arguments: Vec<Operand> = (0..arity)
                        .map(|k| {
                            if constant[k] {
                                builder.constant(&vec![row.at[k]; len[k]])
                            } else {
                                input_part(&mut builder, starts[k], len[k])
                            }
                        })
                        .collect();
                    let output = log_density(&mut builder, density, &arguments, segments);
                    let weights: Vec<f64> = (0..segments).map(|s| 1.0 + s as f64).collect();
                    let points: [Vec<f64>; 8] = std::array::from_fn(|_| point.clone());
                    let wide = evaluate(&mut builder, output, &weights, &points);
                    let narrow = evaluate(&mut builder, output, &weights, &[point.clone()]);
                    let each = (elements / segments) as f64;
                    for (evaluated, lane) in [(&wide, 3), (&narrow, 0)] {
                        for &got in &evaluated.output[lane] {
                            let wanted = row.value * each;
                            if is_off(got, wanted, 2e-13 * each, 4e-16 * each * magnitude) {
                                failures.push(format!(
                                    "{name}{:?} = {got:e}, wanted {wanted:e}",
                                    row.at
                                ));
                            }
                        }
                        for k in (0..arity).filter(|&k| !constant[k]) {
                            for e in 0..len[k] {
                                let weight = if len[k] == 1 {
                                    weights.iter().sum::<f64>() * each
                                } else {
                                    weights[e / (elements / segments)]
                                };
                                let wanted = row.partials[k].expect("continuous") * weight;
                                let got = evaluated.gradient[lane][starts[k] + e];
                                if is_off(got, wanted, 2e-13 * each, row.moves[k] * weight) {
                                    failures.push(format!(
                                        "∂{k} {name}{:?} = {got:e}, wanted {wanted:e}",
                                        row.at
                                    ));
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    failures.dedup();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// At the edges: −∞ where Stan returns −∞, never a finite number where Stan raises an error, and
/// Stan's number where it returns one; with the continuous arguments as constants and as variables.
#[test]
fn edges_are_those_of_stan() {
    let table: Value =
        serde_json::from_str(include_str!("../goldens/edges.json")).expect("valid JSON");
    let mut failures = Vec::new();
    for row in table["rows"].as_array().expect("rows") {
        let name = row["density"].as_str().expect("a name");
        let found = Density::ALL.iter().find(|d| format!("{d:?}") == name);
        let &density = found.expect("a density");
        let at = numbers(&row["at"]);
        let rejected = row["stan"].as_str() == Some("error");
        let in_domain = density
            .domains()
            .iter()
            .zip(&at)
            .all(|(domain, &x)| domain.holds(x));
        for variable in [false, true] {
            let mut builder = Builder::new(at.len());
            let arguments: Vec<Operand> = (0..at.len())
                .map(|k| match variable {
                    true => input_part(&mut builder, k, 1),
                    false => builder.constant(&[at[k]]),
                })
                .collect();
            let output = log_density(&mut builder, density, &arguments, 1);
            let point: [Vec<f64>; 8] = std::array::from_fn(|_| at.clone());
            let got = evaluate(&mut builder, output, &[1.0], &point).output[4][0];
            let agrees = if rejected {
                // A constant that is out of its domain is refused before it gets here.
                got.is_nan() || got == f64::NEG_INFINITY || !(variable || in_domain)
            } else {
                // stanli's number is off by the rounding of ½ ln 2π.
                !is_off(got, number(&row["stan"]), 1e-12, 0.0)
            };
            if !agrees {
                failures.push(format!(
                    "{name}{at:?} = {got}, Stan: {} (in domain: {in_domain})",
                    row["stan"]
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
