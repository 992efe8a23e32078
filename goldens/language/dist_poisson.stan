// Poisson mass function.
data {
  int<lower=0> N;
  array[N] int<lower=0> y;
  vector<lower=0>[N] exposure;
}
parameters {
  real<lower=0> rate;
  vector<lower=0>[N] lambda;
}
model {
  rate ~ gamma(2, 0.5);
  y ~ poisson(rate);
  y ~ poisson(exposure .* lambda);
  lambda ~ gamma(2, rate);
  target += poisson_lpmf(y | lambda) + poisson_lpmf(y[2] | rate * exposure[2]);
}
