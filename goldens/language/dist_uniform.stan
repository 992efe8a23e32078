// Uniform density whose ends are parameters, on values that stay inside.
data {
  vector<lower=0, upper=1>[3] x;
}
parameters {
  real<lower=0> below;
  real<lower=1> above;
  real<lower=0, upper=1> p;
}
model {
  below ~ exponential(1);
  above ~ gamma(3, 1);
  p ~ uniform(0, 1);
  x ~ uniform(-below, above);
  target += uniform_lpdf(p | -below, 2 * above);
}
