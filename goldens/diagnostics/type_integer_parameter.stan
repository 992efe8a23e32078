// An integer parameter.
parameters {
  int k;
  real mu;
}
model {
  mu ~ normal(k, 1);
}
