// A block that does not exist.
params {
  real mu;
}
model {
  mu ~ normal(0, 1);
}
