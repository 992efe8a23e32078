// Normal regression as one density.
data {
  int<lower=1> N;
  int<lower=1> K;
  matrix[N, K] X;
  vector[N] y;
}
parameters {
  real alpha;
  vector[N] a;
  vector[K] beta;
  real<lower=0> sigma;
}
model {
  beta ~ normal(0, 2);
  alpha ~ normal(0, 2);
  a ~ std_normal();
  sigma ~ exponential(1);
  y ~ normal_id_glm(X, alpha, beta, sigma);
  target += normal_id_glm_lpdf(y | X, a, beta, sigma);
  target += normal_id_glm_lpdf(y | X, 0.5, beta, exp(a));
}
