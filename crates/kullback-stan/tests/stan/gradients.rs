//! Log densities, gradients and constrained values against Stan's, for every stored golden; and the
//! compiled graph against the tape.

use kullback_math::{Evaluation, LogDensity, Order, Points};
use kullback_stan::diagnostic::{Diagnostic, Severity};
use kullback_stan::{Data, Model, compile, declared_data};
use serde_json::Value as Json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Relative to the component, or to 1 where that is larger.
const GRADIENT_TOLERANCE: f64 = 1e-9;
/// Log densities are compared by differences between points, relative to the larger of the two.
const DENSITY_TOLERANCE: f64 = 1e-10;
const VALUE_TOLERANCE: f64 = 1e-9;

/// Programs with a function that lowering does not have yet: it must say so, and name the function.
const NOT_YET: &[(&str, &str)] = &[("mat_eigen", "eigenvalues_sym")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Runs every golden in `folder` whose name ends with `suffix`; all failures in one report.
fn check_folder(folder: &str, suffix: &str) {
    let mut names: Vec<PathBuf> = std::fs::read_dir(root().join(folder))
        .expect("the goldens are part of the repository")
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| path.to_string_lossy().ends_with(suffix))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let mut report = String::new();
    let (mut passed, mut skipped, mut failed) = (0, 0, 0);
    for path in names {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let outcome = std::panic::catch_unwind(|| check(&path))
            .unwrap_or_else(|_| Err("panicked".to_string()));
        let missing = NOT_YET.iter().find(|(file, _)| name.starts_with(file));
        let outcome = match (outcome, missing) {
            (Err(why), Some((_, function)))
                if why == format!("`{function}` is not supported yet") =>
            {
                Ok(false)
            }
            (Ok(_), Some((_, function))) => Err(format!("`{function}` is supported now")),
            (outcome, _) => outcome,
        };
        match outcome {
            Ok(true) => passed += 1,
            Ok(false) => skipped += 1,
            Err(why) => {
                failed += 1;
                let _ = writeln!(report, "{name}: {why}");
            }
        }
    }
    println!(
        "{folder}: {passed} passed, {failed} failed, {skipped} skipped (reference data absent, or not supported yet)"
    );
    assert!(
        failed == 0,
        "{failed} of {} failed\n{report}",
        passed + failed
    );
}

#[test]
fn gradients_of_examples_and_posteriors() {
    check_folder("goldens/gradients", ".json");
}

#[test]
fn gradients_of_language_features() {
    check_folder("goldens/language", ".golden.json");
}

/// Checks one golden; false when its data are not here.
fn check(path: &Path) -> Result<bool, String> {
    let golden: Json = serde_json::from_str(&read(path)?).map_err(|e| e.to_string())?;
    let text = |key: &str| golden[key].as_str();
    let source = read(&root().join(text("source").ok_or("no source")?))?;
    let data = if let Some(data) = text("data") {
        read(&root().join(data))?
    } else if let Some(posterior) = text("posterior") {
        let shared = root()
            .join("../shared/posteriors")
            .join(posterior)
            .join("data.json");
        if !shared.exists() {
            return Ok(false);
        }
        read(&shared)?
    } else {
        "{}".to_string()
    };
    let checked = compile(&source);
    let is_error = |d: &&Diagnostic| d.severity == Severity::Error;
    if let Some(first) = checked.diagnostics.iter().find(is_error) {
        return Err(format!("{} {} {:?}", first.code, first.message, first.span));
    }
    let mut data = Data::from_json(&data).map_err(|e| e.to_string())?;
    let declared: Vec<&str> = declared_data(&checked.program).collect();
    data.retain(|name| declared.contains(&name));
    let model = Model::new(&checked.program, &data, 1).map_err(|e| e.to_string())?;
    let rows = |key: &str| -> Vec<Vec<f64>> {
        let row = |row: &Json| {
            let entries = row.as_array().into_iter().flatten();
            entries.map(|x| x.as_f64().unwrap_or(f64::NAN)).collect()
        };
        golden[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(row)
            .collect()
    };
    let (points, gradients) = (rows("points"), rows("gradient"));
    let densities: Vec<f64> = golden["log_density"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|x| x.as_f64().unwrap_or(f64::NAN))
        .collect();
    let dimension = model.dimension();
    if points.iter().any(|p| p.len() != dimension) {
        return Err(format!(
            "dimension {dimension}, expected {}",
            points[0].len()
        ));
    }
    let lanes = points.len();
    let mut values = vec![0.0; dimension * lanes];
    for (l, point) in points.iter().enumerate() {
        for (d, &x) in point.iter().enumerate() {
            values[d * lanes + l] = x;
        }
    }
    let batch = Points::new(&values, dimension, lanes);
    let absolute = golden["constants_kept"].as_bool() == Some(true);
    let mut out = Evaluation::default();
    model.evaluate(batch, Order::Gradient, &mut out, &mut model.workspace());
    compare("graph", &out, &densities, &gradients, absolute)?;
    // One point at a time goes another way through the executor.
    let mut single = Evaluation::default();
    let mut workspace = model.workspace();
    for (l, point) in points.iter().enumerate() {
        model.evaluate(
            Points::new(point, dimension, 1),
            Order::Gradient,
            &mut single,
            &mut workspace,
        );
        let (a, b) = (single.log_density[0], out.log_density[l]);
        if !close(a, b, 1e-13) {
            return Err(format!(
                "one lane gives {a:e}, eight give {b:e} at point {l}"
            ));
        }
    }
    check_constrained(&golden, &model, batch)?;
    let tape = model.on_tape();
    tape.evaluate(batch, Order::Gradient, &mut out, &mut tape.workspace());
    compare("tape", &out, &densities, &gradients, absolute)?;
    Ok(true)
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    a == b
        || (a.is_nan() && b.is_nan())
        || (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1.0)
}

fn compare(
    which: &str,
    out: &Evaluation,
    densities: &[f64],
    gradients: &[Vec<f64>],
    absolute: bool,
) -> Result<(), String> {
    let lanes = densities.len();
    for l in 0..lanes {
        for (d, &expected) in gradients[l].iter().enumerate() {
            let found = out.gradient[d * lanes + l];
            if !close(found, expected, GRADIENT_TOLERANCE) {
                return Err(format!(
                    "{which}: gradient[{d}] at point {l} is {found:e}, Stan's is {expected:e}"
                ));
            }
        }
        let offset = if absolute {
            0.0
        } else {
            out.log_density[0] - densities[0]
        };
        let (found, expected) = (out.log_density[l], densities[l] + offset);
        if !close(found, expected, DENSITY_TOLERANCE) {
            return Err(format!(
                "{which}: log density at point {l} is {found:e}, Stan's is {expected:e}"
            ));
        }
    }
    Ok(())
}

/// Parameters and transformed parameters, and generated quantities, which are deterministic in the
/// goldens.
fn check_constrained(golden: &Json, model: &Model, batch: Points<'_>) -> Result<(), String> {
    let Some(names) = golden["constrained_names"].as_array() else {
        return Ok(());
    };
    let names: Vec<&str> = names.iter().filter_map(Json::as_str).collect();
    let ours: Vec<&str> = model.columns().iter().map(|c| c.name.as_str()).collect();
    let csv: Vec<&str> = model
        .columns()
        .iter()
        .map(|c| c.csv_name.as_str())
        .collect();
    if names != ours && names != csv {
        return Err(format!("columns {ours:?}, expected {names:?}"));
    }
    let rows = model.write(batch, 1, 2).map_err(|e| e.to_string())?;
    for (l, row) in golden["constrained"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        for (k, expected) in row.as_array().into_iter().flatten().enumerate() {
            let expected = expected.as_f64().unwrap_or(f64::NAN);
            let found = rows[l * ours.len() + k];
            if !close(found, expected, VALUE_TOLERANCE) {
                return Err(format!(
                    "{} at point {l} is {found:e}, Stan's is {expected:e}",
                    ours[k]
                ));
            }
        }
    }
    Ok(())
}
