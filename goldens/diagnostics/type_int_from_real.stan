// A real assigned to an integer.
parameters {
  real mu;
}
model {
  int n = mu;
  mu ~ normal(n, 1);
}
