// Bernoulli mass function.
data {
  int<lower=0> N;
  array[N] int<lower=0, upper=1> y;
}
parameters {
  real<lower=0, upper=1> theta;
  vector<lower=0, upper=1>[N] p;
}
model {
  theta ~ beta(2, 2);
  y ~ bernoulli(theta);
  y ~ bernoulli(p);
  p ~ beta(1, 2);
  y[1] ~ bernoulli(theta * p[2]);
  target += bernoulli_lpmf(1 | theta) + bernoulli_lpmf(y | p);
}
