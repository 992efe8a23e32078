// Binomial mass function.
data {
  int<lower=0> N;
  array[N] int<lower=0> trials;
  array[N] int<lower=0> y;
}
parameters {
  real<lower=0, upper=1> theta;
  vector<lower=0, upper=1>[N] p;
}
model {
  theta ~ beta(2, 2);
  y ~ binomial(trials, theta);
  y ~ binomial(trials, p);
  y ~ binomial(12, p);
  y[3] ~ binomial(trials[3], theta * p[1]);
  target += binomial_lpmf(y | trials, p) + binomial_lpmf(3 | 5, theta);
}
