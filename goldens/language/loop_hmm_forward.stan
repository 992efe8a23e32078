// The forward algorithm with arrays of accumulators, three states.
data {
  int<lower=1> T;
  int<lower=1> K;
  array[T] real y;
}
parameters {
  array[K] simplex[K] theta;
  simplex[K] init;
  ordered[K] mu;
}
model {
  array[T, K] real gamma;
  array[K] real acc;
  mu ~ normal([-1, 0, 2]', 1);
  for (k in 1:K) {
    theta[k] ~ dirichlet(rep_vector(2, K));
    gamma[1, k] = log(init[k]) + normal_lpdf(y[1] | mu[k], 0.8);
  }
  for (t in 2:T) {
    for (k in 1:K) {
      for (j in 1:K) {
        acc[j] = gamma[t - 1, j] + log(theta[j, k]) + normal_lpdf(y[t] | mu[k], 0.8);
      }
      gamma[t, k] = log_sum_exp(acc);
    }
  }
  target += log_sum_exp(gamma[T]);
}
