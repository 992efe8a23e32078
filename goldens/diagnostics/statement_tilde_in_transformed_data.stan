// A sampling statement outside the model block.
data {
  real y;
}
transformed data {
  y ~ normal(0, 1);
}
parameters {
  real mu;
}
model {
  mu ~ normal(y, 1);
}
