//! The tables of `cargo xtask bench posteriors`, and the figures to reach.

use serde::Serialize;

use super::Fit;
use super::accuracy::Errors;
use super::peers::PeerFit;
use crate::bench::{median, table};

/// A figure that must be reached, and what was measured.
#[derive(Serialize)]
pub struct Check {
    rule: String,
    measured: String,
    passes: bool,
}

impl std::fmt::Display for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = if self.passes { "pass" } else { "FAIL" };
        write!(f, "{mark}  {}: {}", self.rule, self.measured)
    }
}

/// One fit, while it runs.
pub fn line(fit: &Fit) -> String {
    let errors = fit.errors.map_or_else(
        || fit.failure.clone().unwrap_or_default(),
        |e| format!("mean {:.3} sd {:.3}", e.worst_mean, e.worst_sd),
    );
    format!(
        "{:<40} {:>6.2} s  {:<22}{errors}",
        fit.posterior,
        fit.seconds,
        words(&fit.verdict)
    )
}

/// One fit of a peer, while it runs.
pub fn peer_line(fit: &PeerFit) -> String {
    let errors = match (&fit.errors, &fit.failure) {
        (Some(e), _) => format!("mean {:.3} sd {:.3}", e.worst_mean, e.worst_sd),
        (None, why) => why.clone().unwrap_or_default(),
    };
    format!("{:<36} {:>6.2} s  {errors}", fit.program, fit.seconds)
}

fn words(verdict: &str) -> String {
    verdict.replace('_', " ")
}

/// Every posterior: errors of means in reference sds, of sds in percent, over its parameters.
pub fn fits(fits: &[Fit]) -> String {
    let header = [
        "posterior",
        "D",
        "verdict",
        "seconds",
        "processor s",
        "with draws.csv",
        "mean, median",
        "mean, worst",
        "sd %, median",
        "sd %, worst",
        "draws.csv mean, worst",
        "draws.csv sd %, worst",
    ];
    let none = || "–".to_owned();
    let cell = |errors: &Option<Errors>, of: fn(&Errors) -> f64, scale: f64, digits: usize| {
        errors
            .as_ref()
            .map_or_else(none, |e| format!("{:.*}", digits, scale * of(e)))
    };
    let rows: Vec<Vec<String>> = fits
        .iter()
        .map(|fit| {
            vec![
                fit.posterior.clone(),
                fit.dimension.to_string(),
                fit.failure.clone().unwrap_or_else(|| words(&fit.verdict)),
                format!("{:.2}", fit.seconds),
                fit.processor_seconds
                    .map_or_else(none, |s| format!("{s:.2}")),
                fit.seconds_with_draws
                    .map_or_else(none, |s| format!("{s:.2}")),
                cell(&fit.errors, |e| e.median_mean, 1.0, 3),
                cell(&fit.errors, |e| e.worst_mean, 1.0, 3),
                cell(&fit.errors, |e| e.median_sd, 100.0, 1),
                cell(&fit.errors, |e| e.worst_sd, 100.0, 1),
                cell(&fit.draws, |e| e.worst_mean, 1.0, 3),
                cell(&fit.draws, |e| e.worst_sd, 100.0, 1),
            ]
        })
        .collect();
    table::markdown(&header, &rows)
}

/// Worst mean error / worst sd error (in percent) of every program on every posterior, and a summary.
pub fn peers(fits: &[Fit], peers: &[PeerFit]) -> String {
    let mut programs: Vec<&str> = Vec::new();
    for fit in peers {
        if !programs.contains(&fit.program) {
            programs.push(fit.program);
        }
    }
    let both =
        |errors: &Errors| format!("{:.2} / {:.0}", errors.worst_mean, 100.0 * errors.worst_sd);
    let mut header = vec!["worst mean error, sds / worst sd error, %", "kullback"];
    header.extend(&programs);
    let of = |program: &str, posterior: &str| {
        peers
            .iter()
            .find(|p| p.program == program && p.posterior == posterior)
    };
    let rows: Vec<Vec<String>> = fits
        .iter()
        .map(|fit| {
            let ours = fit.errors.as_ref().map_or("–".to_owned(), both);
            let ours = if fit.usable() {
                ours
            } else {
                format!("({ours})")
            };
            let mut row = vec![fit.posterior.clone(), ours];
            row.extend(
                programs
                    .iter()
                    .map(|program| match of(program, &fit.posterior) {
                        Some(PeerFit {
                            errors: Some(errors),
                            ..
                        }) => both(errors),
                        Some(PeerFit {
                            failure: Some(why), ..
                        }) => why.clone(),
                        _ => "–".to_owned(),
                    }),
            );
            row
        })
        .collect();
    let summary = summary(fits, peers, &programs);
    format!(
        "{}\n\nIn brackets: the verdict is *do not use*. NumPyro fits the same log density (stanli's) \
         over the unconstrained\ncoordinates, as a factor on one flat site; Stan's programs are \
         compiled, which is not in their seconds.\n\n{summary}",
        table::markdown(&header, &rows)
    )
}

fn summary(fits: &[Fit], peers: &[PeerFit], programs: &[&str]) -> String {
    let header = [
        "program",
        "fits",
        "failed",
        "mean error, median of worst",
        "sd error %, median of worst",
        "off by > 0.3 sd or > 25 %",
        "of these, said so",
        "seconds in all",
        "compiling",
    ];
    let row = |name: &str,
               errors: Vec<Option<Errors>>,
               warned: Option<usize>,
               seconds: f64,
               compiling: Option<f64>| {
        let found: Vec<Errors> = errors.iter().copied().flatten().collect();
        let middle = |of: fn(&Errors) -> f64| median(&found.iter().map(of).collect::<Vec<_>>());
        vec![
            name.to_owned(),
            found.len().to_string(),
            (errors.len() - found.len()).to_string(),
            format!("{:.3}", middle(|e| e.worst_mean)),
            format!("{:.1}", 100.0 * middle(|e| e.worst_sd)),
            found.iter().filter(|e| e.is_wrong()).count().to_string(),
            warned.map_or("–".to_owned(), |w| w.to_string()),
            format!("{seconds:.1}"),
            compiling.map_or("–".to_owned(), |c| format!("{c:.0}")),
        ]
    };
    let warned = fits
        .iter()
        .filter(|f| !f.usable() && f.errors.is_some_and(|e| e.is_wrong()))
        .count();
    let seconds = fits.iter().map(|f| f.seconds).sum();
    let mut rows = vec![row(
        "kullback",
        fits.iter().map(|f| f.errors).collect(),
        Some(warned),
        seconds,
        None,
    )];
    for program in programs {
        let theirs: Vec<&PeerFit> = peers.iter().filter(|p| p.program == *program).collect();
        let compiling = theirs
            .iter()
            .filter_map(|p| p.compile_seconds)
            .reduce(|a, b| a + b);
        rows.push(row(
            program,
            theirs.iter().map(|p| p.errors).collect(),
            None,
            theirs.iter().map(|p| p.seconds).sum(),
            compiling,
        ));
    }
    table::markdown(&header, &rows)
}

/// The figures to reach.
pub fn checks(fits: &[Fit]) -> Vec<Check> {
    let usable: Vec<&Fit> = fits.iter().filter(|f| f.usable()).collect();
    let worst = |of: fn(&Errors) -> f64| {
        usable
            .iter()
            .filter_map(|fit| Some((of(fit.errors.as_ref()?), fit.posterior.as_str())))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap_or((0.0, "none"))
    };
    let mut checks = Vec::new();
    let mut check = |rule: &str, measured: String, passes: bool| {
        checks.push(Check {
            rule: rule.to_owned(),
            measured,
            passes,
        });
    };
    // 27 of the 33; the same share of a selection.
    let needed = (fits.len() * 27).div_ceil(33);
    check(
        &format!(
            "use or use after resampling: at least {needed} of {}",
            fits.len()
        ),
        usable.len().to_string(),
        usable.len() >= needed,
    );
    for (rule, of, limit, scale, unit) in [
        (
            "where usable, mean error, median over parameters, at most 0.05 sd",
            (|e| e.median_mean) as fn(&Errors) -> f64,
            0.05,
            1.0,
            " sd",
        ),
        (
            "where usable, mean error, worst parameter, at most 0.15 sd",
            |e| e.worst_mean,
            0.15,
            1.0,
            " sd",
        ),
        (
            "where usable, sd error, median over parameters, at most 4 %",
            |e| e.median_sd,
            0.04,
            100.0,
            " %",
        ),
        (
            "where usable, sd error, worst parameter, at most 15 %",
            |e| e.worst_sd,
            0.15,
            100.0,
            " %",
        ),
    ] {
        let (value, name) = worst(of);
        check(
            rule,
            format!("{:.3}{unit} ({name})", scale * value),
            value <= limit,
        );
    }
    let wrong: Vec<&str> = usable
        .iter()
        .filter(|fit| fit.errors.is_none_or(|e| e.is_wrong()))
        .map(|fit| fit.posterior.as_str())
        .collect();
    check(
        "none off by more than 0.3 sd or 25 % in any parameter is usable",
        if wrong.is_empty() {
            "none".to_owned()
        } else {
            wrong.join(", ")
        },
        wrong.is_empty(),
    );
    let processor: f64 = fits.iter().filter_map(|f| f.processor_seconds).sum();
    for (what, seconds) in [
        (
            format!("to the verdict ({processor:.1} s of processor time)"),
            (|f| Some(f.seconds)) as fn(&Fit) -> Option<f64>,
        ),
        ("with draws.csv".to_owned(), |f| f.seconds_with_draws),
    ] {
        let total: f64 = fits.iter().filter_map(seconds).sum();
        check(
            &format!("all in under 60 s, {what}"),
            format!("{total:.1} s"),
            total < 60.0,
        );
        let slowest = fits
            .iter()
            .filter_map(|f| Some((seconds(f)?, f.posterior.as_str())))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap_or((0.0, "none"));
        check(
            "each in under 10 s",
            format!("{:.1} s ({})", slowest.0, slowest.1),
            slowest.0 < 10.0,
        );
    }
    checks
}
