//! The prior and the likelihood part of a target, told apart, with every constant.

use kullback_math::{Evaluation, LogDensity, Order, Points};
use kullback_stan::{Data, Model, compile};

/// Settings of priors that are data, sizes that are data and group indexes that are data belong to the
/// prior; observations, in a `~` statement or in `target +=`, to the likelihood.
const PROGRAM: &str = "
data {
  int<lower=0> N;
  array[N] real y;
  array[N] int<lower=1, upper=2> g;
  real m0;
  real<lower=0> s0;
}
parameters {
  real mu;
  real<lower=0> tau;
  vector[2] a;
}
transformed parameters {
  vector[2] centre = rep_vector(mu, 2);
}
model {
  mu ~ normal(m0, s0);
  tau ~ exponential(1);
  for (k in 1:2) {
    target += normal_lpdf(a[k] | centre[k], tau);
  }
  for (n in 1:N) {
    if (g[n] == 1) {
      y[n] ~ normal(a[g[n]], 1.5);
    } else {
      target += normal_lpdf(y[n] | a[g[n]], 1.5);
    }
  }
}
";

const DATA: &str = r#"{"N": 3, "y": [1.2, -0.4, 2.5], "g": [1, 2, 2], "m0": 0.3, "s0": 2.0}"#;

/// SciPy 1.17.1, `stats.norm.logpdf` and `stats.expon.logpdf` at mu = 0.7, ln tau = −0.2,
/// a = (0.4, −1.1), the Jacobian ln tau included in the prior.
const PRIOR: f64 = -6.572581654824661;
const LIKELIHOOD: f64 = -7.104322035049622;

#[test]
fn the_parts_are_those_of_scipy() {
    let checked = compile(PROGRAM);
    assert!(checked.is_ok(), "{:?}", checked.diagnostics);
    let data = Data::from_json(DATA).expect("valid data");
    let model = Model::new(&checked.program, &data, 1).expect("a model");
    let point = [0.7, -0.2, 0.4, -1.1];
    agrees(&model, &point);
    agrees(&model.on_tape(), &point);
}

fn agrees(model: &Model, point: &[f64]) {
    let mut out = Evaluation::default();
    let points = Points::new(point, point.len(), 1);
    model.evaluate(points, Order::Value, &mut out, &mut model.workspace());
    assert!((out.log_likelihood[0] - LIKELIHOOD).abs() < 1e-13);
    assert!((out.log_density[0] - out.log_likelihood[0] - PRIOR).abs() < 1e-13);
}
