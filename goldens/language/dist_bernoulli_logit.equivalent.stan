// The same density as dist_bernoulli_logit.stan. Beyond a logit of 20 Stan's own derivative is rounded to 0 or 1, an error of
// 2e-9; log1p_exp has none.
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
  for (n in 1:N) target += -log1p_exp((1 - 2 * y[n]) * 30 * z[n]);
}
