// A density called with a comma where the bar belongs.
parameters {
  real mu;
}
model {
  target += normal_lpdf(mu, 0, 1);
}
