// Bernoulli mass function on the logit scale.
data {
  int<lower=0> N;
  array[N] int<lower=0, upper=1> y;
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
  y ~ bernoulli_logit(alpha + beta * x);
  y ~ bernoulli_logit(alpha);
  for (n in 1:N) y[n] ~ bernoulli_logit(alpha + z[n]);
  target += bernoulli_logit_lpmf(y | 30 * z);
}
