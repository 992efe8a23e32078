// A block comment that never ends.
parameters {
  real mu;
}
model {
  /* the prior
  mu ~ normal(0, 1);
}
