// The model block is never closed.
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1);
