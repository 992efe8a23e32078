// Negative binomial mass function (shape, inverse scale).
data {
  int<lower=0> N;
  array[N] int<lower=0> y;
}
parameters {
  real<lower=0> alpha;
  real<lower=0> beta;
  vector<lower=0>[N] a;
}
model {
  alpha ~ gamma(2, 1);
  beta ~ gamma(2, 1);
  y ~ neg_binomial(alpha, beta);
  y ~ neg_binomial(a, beta);
  a ~ exponential(alpha);
  target += neg_binomial_lpmf(y | alpha, a);
}
