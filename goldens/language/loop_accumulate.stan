// Accumulation into a local variable over an inner loop.
data {
  int<lower=0> N;
  int<lower=1> K;
  matrix[N, K] X;
  array[N] int<lower=0> y;
}
parameters {
  real alpha;
  vector[K] beta;
}
model {
  real total = 0;
  alpha ~ normal(0, 2);
  for (k in 1:K) {
    beta[k] ~ normal(0, k);
    total += square(beta[k]);
  }
  target += -log1p(total);
  for (n in 1:N) {
    real eta = alpha;
    for (k in 1:K) {
      eta += X[n, k] * beta[k];
    }
    y[n] ~ poisson_log(eta);
  }
}
