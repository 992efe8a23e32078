//! Fits against moments, evidence and divergences known from closed forms, SciPy or the literature.

mod targets;

use std::ops::ControlFlow;

use kullback_math::LogDensity;
use kullback_vi::{FitError, FitOptions, FitResult, fit};

fn quiet<T: LogDensity>(target: &T, options: &FitOptions) -> Result<FitResult, FitError> {
    let t = std::time::Instant::now();
    let mut log: Vec<(String, f64, u64)> = Vec::new();
    let r = fit(target, options, &mut |p| { let s = format!("{:?}", p.stage); if log.last().is_none_or(|l| l.0 != s) { log.push((s, 0.0, 0)); } let l = log.last_mut().unwrap(); l.1 = t.elapsed().as_secs_f64() * 1e3; l.2 = p.evaluations; if matches!(p.stage, kullback_vi::Stage::FullRank | kullback_vi::Stage::Evidence) && std::env::var("V").is_ok() { println!("   {} F {:.6} {:?} ev {}", p.step, p.free_energy, p.standard_error, p.evaluations); } ControlFlow::Continue(()) });
    println!("{log:?}");
    r
}

#[test]
#[ignore]
fn explore() {
    let run = |name: &str, result: Result<FitResult, FitError>, time: std::time::Instant| {
        println!("==== {name}: {:?}", time.elapsed());
        match result {
            Err(e) => println!("{e}"),
            Ok(r) => {
                println!("evals {:?} paths {:?}", r.evaluations, r.initialisation.paths.iter().map(|p| (p.outcome, p.iterations, p.log_density as f32, p.elbo.unwrap_or(f64::NAN) as f32, p.mode)).collect::<Vec<_>>());
                for m in &r.initialisation.modes { println!("  mode paths {} logp {:.3} elbo {:.4} share {:?}", m.paths, m.log_density, m.elbo, m.evidence_share); }
                if let Some(f) = &r.full_rank { println!("  FR steps {} draws {} resid {:.1e} noise {:.4} {:.4} conv {} elbo {:.4}±{:.4} k {:?} ess {:.0}", f.steps, f.objective_draws, f.residual, f.mean_noise, f.sd_noise, f.converged, f.assessment.elbo.value, f.assessment.elbo.standard_error, f.assessment.weights.pareto_k, f.assessment.weights.effective_sample_size);
                  println!("     KL(q|p) {:?}", f.assessment.divergences.q_from_p.estimate().map(|e| (e.value, e.standard_error)));
                  println!("     KL(p|q) {:?}", f.assessment.divergences.p_from_q.estimate().map(|e| (e.value, e.standard_error))); }
                if let Some(f) = &r.mean_field { println!("  MF its {} draws {} noise {:.4} {:.4} conv {} elbo {:.4}±{:.4} k {:?}", f.iterations, f.objective_draws, f.mean_noise, f.sd_noise, f.converged, f.assessment.elbo.value, f.assessment.elbo.standard_error, f.assessment.weights.pareto_k);
                  println!("     KL(q|p) {:?}", f.assessment.divergences.q_from_p.estimate().map(|e| (e.value, e.standard_error)));
                  println!("     KL(p|q) {:?}", f.assessment.divergences.p_from_q.estimate().map(|e| (e.value, e.standard_error))); }
                println!("  logZ {:?} {:?} cert k {:?} ess {:.0} rounds {}", r.evidence.log_evidence.estimate().map(|e| (e.value, e.standard_error)), r.evidence.certifier.failure, r.evidence.certifier.weights.pareto_k, r.evidence.certifier.weights.effective_sample_size, r.evidence.certifier.rounds);
                for (d, c) in r.coordinates.iter().enumerate().take(12) { println!("   {d}: mf {:.4}±{:.4} lr {:.4} fr {:.4}±{:.4} w {:.4}±{:.4}", c.mean_field_mean.unwrap_or(f64::NAN), c.mean_field_sd.unwrap_or(f64::NAN), c.linear_response_sd.unwrap_or(f64::NAN), c.full_rank_mean.unwrap_or(f64::NAN), c.full_rank_sd.unwrap_or(f64::NAN), c.weighted_mean.unwrap_or(f64::NAN), c.weighted_sd.unwrap_or(f64::NAN)); }
                println!("  forced {:?}", r.forced);
                println!("  {:?} {:?} | {}", r.verdict.recommendation, r.verdict.reasons, r.verdict.next_action);
            }
        }
    };
    let want = |n: &str| std::env::var("T").map_or(true, |t| n.contains(&t));
    let o = FitOptions::default();
    if want("equicorr 2 .9") { let t = std::time::Instant::now(); run("equicorr 2 .9", quiet(&targets::equicorrelated(2, 0.9), &o), t); }
    if want("equicorr 10 .5") { let t = std::time::Instant::now(); run("equicorr 10 .5", quiet(&targets::equicorrelated(10, 0.5), &o), t); }
    if want("nc") { let t = std::time::Instant::now(); run("nc", quiet(&targets::eight_schools_noncentred(), &o), t); }
    if want("centred") { let t = std::time::Instant::now(); run("centred", quiet(&targets::eight_schools_centred(), &o), t); }
    if want("funnel10") { let t = std::time::Instant::now(); run("funnel10", quiet(&targets::funnel(10), &o), t); }
    if want("two modes 6") { let t = std::time::Instant::now(); run("two modes 6", quiet(&targets::two_modes(3, 6.0, 0.5), &o), t); }
    if want("two modes 2") { let t = std::time::Instant::now(); run("two modes 2", quiet(&targets::two_modes(3, 2.0, 0.5), &o), t); }
    if want("logistic 20") { let t = std::time::Instant::now(); run("logistic 20", quiet(&targets::logistic(20, 100), &o), t); }
    if want("logistic 66") { let t = std::time::Instant::now(); run("logistic 66", quiet(&targets::logistic(66, 200), &o), t); }
    let rows = (0..200).map(|i| { let x = 60.0 + 15.0 * targets::scattered(i + 1); let male = if i % 2 == 0 { 1.0 } else { 0.0 }; (vec![1.0, x, male], -80000.0 + 1600.0 * x + 5000.0 * male + 60000.0 * (targets::scattered(3 * i + 5) - 0.5)) }).collect();
    if want("regression") { let t = std::time::Instant::now(); run("regression", quiet(&targets::regression(rows), &o), t); }
    if want("flat") { let t = std::time::Instant::now(); run("flat", quiet(&targets::density(2, |_, g| { g.fill(0.0); 0.0 }), &o), t); }
    if want("slope") { let t = std::time::Instant::now(); run("slope", quiet(&targets::density(2, |x, g| { g[0] = -x[0]; g[1] = 1.0; x[1] - 0.5 * x[0] * x[0] }), &o), t); }
    if want("-inf") { let t = std::time::Instant::now(); run("-inf", quiet(&targets::density(2, |_, g| { g.fill(0.0); f64::NEG_INFINITY }), &o), t); }
    if want("nan grad") { let t = std::time::Instant::now(); run("nan grad", quiet(&targets::density(2, |_, g| { g.fill(f64::NAN); 0.0 }), &o), t); }
    if want("D=1 gamma") { let t = std::time::Instant::now(); run("D=1 gamma", quiet(&targets::density(1, |x, g| { let e = x[0].exp(); g[0] = 3.0 - 2.0 * e; 3.0 * x[0] - 2.0 * e }), &o), t); }
    if want("cauchy") { let t = std::time::Instant::now(); run("cauchy", quiet(&targets::density(1, |x, g| { g[0] = -2.0 * x[0] / (1.0 + x[0] * x[0]); -(x[0] * x[0]).ln_1p() }), &o), t); }
}
