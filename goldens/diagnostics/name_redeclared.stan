// A variable declared twice.
parameters {
  real mu;
  vector[2] mu;
}
model {
  mu ~ normal(0, 1);
}
