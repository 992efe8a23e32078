// Poisson mass function on the log scale.
data {
  int<lower=0> N;
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
  y ~ poisson_log(alpha + beta * x + z);
  y ~ poisson_log(alpha);
  target += poisson_log_lpmf(y | z) + poisson_log_lpmf(7 | beta);
}
