//! Kernels on arrays and matrices against mpmath.

use crate::tables::{evaluate, input_part, is_off, numbers};
use kullback_graph::{
    Builder, Cholesky, Covariance, CovarianceKind, CumulativeSum, Dot, Kernel, LogDeterminant,
    MatrixProduct, Operand, Reduction, ReductionKind, Softmax, Solve, TriangularSolve,
};
use serde_json::Value;

const TOLERANCE: f64 = 1e-12;

/// The kernel that a case names.
fn kernel(case: &Value) -> Kernel {
    let size = |key: &str| case[key].as_u64().expect("a size") as usize;
    let flag = |key: &str| case[key].as_bool().expect("a flag");
    match case["kernel"].as_str().expect("a name") {
        "Reduction" => Kernel::Reduction(Reduction {
            kind: named(ReductionKind::ALL, &case["kind"]),
            segments: size("segments"),
        }),
        "Softmax" => Kernel::Softmax(Softmax {
            log: flag("log"),
            segments: size("segments"),
        }),
        "CumulativeSum" => Kernel::CumulativeSum(CumulativeSum {
            segments: size("segments"),
        }),
        "Dot" => Kernel::Dot(Dot {
            segments: size("segments"),
        }),
        "MatrixProduct" => Kernel::MatrixProduct(MatrixProduct {
            rows: size("rows"),
            inner: size("inner"),
            columns: size("columns"),
            copies: size("copies"),
        }),
        "Cholesky" => Kernel::Cholesky(Cholesky {
            size: size("size"),
            copies: size("copies"),
        }),
        "TriangularSolve" => Kernel::TriangularSolve(TriangularSolve {
            size: size("size"),
            columns: size("columns"),
            copies: size("copies"),
            upper: flag("upper"),
            transposed: flag("transposed"),
        }),
        "Solve" => Kernel::Solve(Solve {
            size: size("size"),
            columns: size("columns"),
            copies: size("copies"),
        }),
        "LogDeterminant" => Kernel::LogDeterminant(LogDeterminant {
            size: size("size"),
            copies: size("copies"),
        }),
        "Covariance" => Kernel::Covariance(Covariance {
            kind: named(CovarianceKind::ALL, &case["kind"]),
            points: size("points"),
            dimension: size("dimension"),
        }),
        other => panic!("no kernel {other}"),
    }
}

/// The one of `all` that is called `name`.
fn named<T: Copy + std::fmt::Debug>(all: &[T], name: &Value) -> T {
    let found = all
        .iter()
        .find(|kind| Some(format!("{kind:?}").as_str()) == name.as_str());
    *found.expect("a known kind")
}

fn cases() -> Vec<Value> {
    let table: Value =
        serde_json::from_str(include_str!("../goldens/arrays.json")).expect("valid JSON");
    table["cases"].as_array().expect("cases").clone()
}

/// Every case, with every choice of constant and variable operands, at one lane and at one of eight
/// whose other lanes hold other points.
#[test]
fn outputs_and_gradients() {
    let mut failures = Vec::new();
    for case in cases() {
        let kernel = kernel(&case);
        let operands: Vec<Vec<f64>> = case["operands"]
            .as_array()
            .expect("operands")
            .iter()
            .map(numbers)
            .collect();
        let gradient: Vec<Vec<f64>> = case["gradient"]
            .as_array()
            .expect("a gradient")
            .iter()
            .map(numbers)
            .collect();
        let (output, weights) = (numbers(&case["output"]), numbers(&case["weights"]));
        for constants in 0..1_usize << operands.len() {
            let is_constant = |k: usize| constants >> k & 1 == 1;
            if (0..operands.len()).all(is_constant) {
                continue;
            }
            let mut point = Vec::new();
            let mut starts = Vec::new();
            for (k, operand) in operands.iter().enumerate() {
                starts.push(point.len());
                if !is_constant(k) {
                    point.extend(operand);
                }
            }
            let mut builder = Builder::new(point.len());
            let inputs: Vec<Operand> = operands
                .iter()
                .enumerate()
                .map(|(k, operand)| match is_constant(k) {
                    true => builder.constant(operand),
                    false => input_part(&mut builder, starts[k], operand.len()),
                })
                .collect();
            let result = builder.apply(kernel.clone(), &inputs).expect("no failure");
            let points: [Vec<f64>; 8] = std::array::from_fn(|l| {
                let factor = 1.0 + 1e-3 * (l as f64 - 2.0);
                point.iter().map(|x| x * factor).collect()
            });
            let wide = evaluate(&mut builder, result, &weights, &points);
            let narrow = evaluate(&mut builder, result, &weights, &[point.clone()]);
            for (evaluated, lane) in [(&wide, 2), (&narrow, 0)] {
                assert!(!evaluated.failed[lane]);
                for (e, (&got, &wanted)) in evaluated.output[lane].iter().zip(&output).enumerate() {
                    if is_off(got, wanted, TOLERANCE, 0.0) {
                        failures.push(format!(
                            "{kernel:?}: output {e} is {got:e}, wanted {wanted:e}"
                        ));
                    }
                }
                for k in (0..operands.len()).filter(|&k| !is_constant(k)) {
                    let got = &evaluated.gradient[lane][starts[k]..];
                    for (e, (&got, &wanted)) in got.iter().zip(&gradient[k]).enumerate() {
                        if is_off(got, wanted, TOLERANCE, 0.0) {
                            failures.push(format!(
                                "{kernel:?}: gradient in operand {k}, element {e} is {got:e}, wanted {wanted:e}"
                            ));
                        }
                    }
                }
            }
        }
    }
    failures.dedup();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// One lane whose matrix is not positive definite fails; the others stand.
#[test]
fn a_failure_marks_its_lane() {
    let mut builder = Builder::new(4);
    let a = builder.input();
    let factor = Kernel::Cholesky(Cholesky { size: 2, copies: 1 });
    let factor = builder.apply(factor, &[a]).expect("no failure");
    let good = vec![4.0, 2.0, 2.0, 10.0];
    let mut points: [Vec<f64>; 8] = std::array::from_fn(|_| good.clone());
    points[3] = vec![1.0, 2.0, 2.0, 1.0];
    points[6] = vec![f64::NAN, 2.0, 2.0, 10.0];
    let evaluated = evaluate(&mut builder, factor, &[1.0; 4], &points);
    for lane in 0..8 {
        assert_eq!(evaluated.failed[lane], lane == 3 || lane == 6);
        if !evaluated.failed[lane] {
            // [[4, 2], [2, 10]] = L Lᵀ with L = [[2, 0], [1, 3]].
            assert_eq!(evaluated.output[lane], [2.0, 1.0, 0.0, 3.0]);
            assert!(evaluated.gradient[lane].iter().all(|g| g.is_finite()));
        }
    }
}

/// A constant matrix that cannot be factored is an error while building, and a singular one too.
#[test]
fn folding_fails_with_an_error() {
    let mut builder = Builder::new(0);
    let a = builder.constant(&[1.0, 2.0, 2.0, 1.0]);
    let zero = builder.constant(&[0.0; 4]);
    assert!(
        builder
            .apply(Kernel::Cholesky(Cholesky { size: 2, copies: 1 }), &[a])
            .is_err()
    );
    let solve = Solve {
        size: 2,
        columns: 2,
        copies: 1,
    };
    assert!(builder.apply(Kernel::Solve(solve), &[zero, a]).is_err());
}
