// Two model blocks.
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1);
}
model {
  mu ~ normal(0, 2);
}
