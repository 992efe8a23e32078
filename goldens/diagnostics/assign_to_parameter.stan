// An assignment to a parameter.
parameters {
  real mu;
}
model {
  mu = 3;
  mu ~ normal(0, 1);
}
