// Parameters of size zero beside one of size one.
data {
  int<lower=0> N;
  int<lower=0> K;
  matrix[N, K] X;
  vector[N] y;
}
parameters {
  real alpha;
  vector[K] beta;
  array[K] real<lower=0> gone;
}
model {
  alpha ~ normal(0, 3);
  beta ~ normal(0, 1);
  gone ~ exponential(1);
  y ~ normal(alpha + X * beta, 1);
}
