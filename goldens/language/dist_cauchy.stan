// Cauchy density, and the half-Cauchy by a declared bound.
data {
  vector[3] x;
}
parameters {
  real mu;
  real<lower=0> sigma;
  vector[3] m;
  vector<lower=0>[3] s;
}
model {
  mu ~ cauchy(0, 5);
  sigma ~ cauchy(0, 2.5);
  x ~ cauchy(mu, sigma);
  x ~ cauchy(m, s);
  m ~ cauchy(mu, 1);
  s ~ cauchy(0, sigma);
  target += cauchy_lpdf(x | m, sigma);
}
