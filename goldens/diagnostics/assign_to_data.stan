// An assignment to data in the model block.
data {
  real x;
}
parameters {
  real mu;
}
model {
  x = 3;
  mu ~ normal(x, 1);
}
