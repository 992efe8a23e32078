// Negative binomial mass function (mean, precision).
data {
  int<lower=0> N;
  array[N] int<lower=0> y;
}
parameters {
  real<lower=0> mu;
  real<lower=0> phi;
  vector<lower=0>[N] m;
}
model {
  mu ~ gamma(2, 1);
  phi ~ gamma(2, 1);
  y ~ neg_binomial_2(mu, phi);
  y ~ neg_binomial_2(m, phi);
  m ~ exponential(mu);
  target += neg_binomial_2_lpmf(y | mu, m);
}
