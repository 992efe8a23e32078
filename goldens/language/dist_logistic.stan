// Logistic density.
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
  mu ~ logistic(0, 2);
  sigma ~ exponential(1);
  x ~ logistic(mu, sigma);
  x ~ logistic(m, s);
  m ~ logistic(0, sigma);
  s ~ gamma(2, 1);
  target += logistic_lpdf(m | mu, s);
}
