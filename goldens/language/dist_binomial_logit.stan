// Binomial mass function on the logit scale.
data {
  int<lower=0> N;
  array[N] int<lower=0> trials;
  array[N] int<lower=0> y;
  vector[N] x;
}
parameters {
  real alpha;
  real beta;
  vector[N] z;
}
model {
  alpha ~ normal(0, 2);
  beta ~ normal(0, 2);
  z ~ std_normal();
  y ~ binomial_logit(trials, alpha + beta * x + z);
  y ~ binomial_logit(trials, alpha);
  target += binomial_logit_lpmf(y | trials, z);
  target += binomial_logit_lpmf(2 | 6, beta);
}
