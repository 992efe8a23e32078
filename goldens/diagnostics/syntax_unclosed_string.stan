// A string that never ends.
parameters {
  real mu;
}
model {
  print("mu is, mu);
  mu ~ normal(0, 1);
}
