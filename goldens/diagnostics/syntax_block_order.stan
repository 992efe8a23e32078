// The model block stands before the parameters.
model {
  mu ~ normal(0, 1);
}
parameters {
  real mu;
}
