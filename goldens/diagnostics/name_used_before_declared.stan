// A parameter bound by one that is declared later.
parameters {
  real<lower=b> a;
  real b;
}
model {
  a ~ normal(0, 1);
  b ~ normal(0, 1);
}
