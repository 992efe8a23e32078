// A sampling statement used as a value.
parameters {
  real mu;
}
model {
  real x = mu ~ normal(0, 1);
}
