//! Breakdowns of two normals whose parts are known.

use crate::distributions::Mixture;
use crate::distributions::continuous::{Normal, Uniform};
use crate::expect_under;

fn normal(mu: f64, sigma: f64) -> Normal {
    Normal::new(mu, sigma).unwrap()
}

#[test]
fn parts_add_up() {
    let question = expect_under(&normal(0.0, 1.0)).against(&normal(1.0, 2.0));
    let breakdown = question.breakdown(8).unwrap();
    let total: f64 = breakdown.regions.iter().map(|r| r.contribution).sum();
    let mass: f64 = breakdown.regions.iter().map(|r| r.mass_under).sum();
    assert!((total - 0.4431471805599453).abs() < 1e-12);
    assert!((mass - 1.0).abs() < 1e-12);
    let ranked = breakdown
        .regions
        .windows(2)
        .all(|pair| pair[0].contribution >= pair[1].contribution);
    assert!(ranked && breakdown.regions.len() == 8);
    assert!(question.breakdown(0).is_err());
}

#[test]
fn the_mode_that_a_fit_ignores_is_thin() {
    let target = Mixture::new(
        vec![0.7, 0.3],
        vec![normal(-2.0, 0.6).into(), normal(2.0, 0.8).into()],
    )
    .unwrap();
    let seeking = expect_under(&normal(-1.9929, 0.6104)).against(&target);
    // SciPy 1.16: brentq for the crossing at 0.17683362789879456, norm.cdf and norm.sf beyond it.
    let thin = seeking.thin(0.1).unwrap();
    assert!((thin.mass_reference - 0.29669951252300597).abs() < 1e-9);
    assert!((thin.mass_under - 0.0001892704372550446).abs() < 1e-9);
    // Half of a uniform law is where another has nothing.
    let half =
        expect_under(&Uniform::new(0.0, 1.0).unwrap()).against(&Uniform::new(0.0, 2.0).unwrap());
    assert!((half.thin(1.0).unwrap().mass_reference - 0.5).abs() < 1e-12);
}
