// The target incremented in generated quantities.
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1);
}
generated quantities {
  target += mu;
}
