// A return statement in the model block.
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1);
  return;
}
