// A random number in the model block.
parameters {
  real mu;
}
model {
  real y = normal_rng(0, 1);
  y ~ normal(mu, 1);
}
