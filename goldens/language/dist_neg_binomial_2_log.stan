// Negative binomial mass function (log mean, precision).
data {
  int<lower=0> N;
  array[N] int<lower=0> y;
  vector[N] x;
}
parameters {
  real alpha;
  real beta;
  real<lower=0> phi;
  vector[N] eta;
}
model {
  alpha ~ normal(0, 2);
  beta ~ normal(0, 2);
  phi ~ cauchy(0, 3);
  eta ~ normal(alpha, 1);
  y ~ neg_binomial_2_log(alpha + beta * x, phi);
  y ~ neg_binomial_2_log(alpha, phi);
  target += neg_binomial_2_log_lpmf(y | eta, exp(-eta));
}
