// Poisson regression as one mass function.
data {
  int<lower=1> N;
  int<lower=1> K;
  matrix[N, K] X;
  array[N] int<lower=0> y;
}
parameters {
  real alpha;
  vector[N] a;
  vector[K] beta;
}
model {
  beta ~ normal(0, 2);
  alpha ~ normal(0, 2);
  a ~ std_normal();
  y ~ poisson_log_glm(X, alpha, beta);
  target += poisson_log_glm_lpmf(y | X, a, beta);
}
