// A number with two decimal points.
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1.0.5);
}
