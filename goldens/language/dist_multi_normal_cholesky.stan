// Multivariate normal density by the Cholesky factor of its covariance.
data {
  int<lower=1> K;
  int<lower=1> N;
  array[N] vector[K] y;
  matrix[K, K] S;
}
transformed data {
  matrix[K, K] L_S = cholesky_decompose(S);
}
parameters {
  vector[K] mu;
  vector<lower=0>[K] tau;
  vector[K] z;
  real c;
}
model {
  matrix[K, K] L = diag_matrix(tau);
  L[2, 1] = c;
  L[3, 1] = c * z[1];
  L[3, 2] = -0.5;
  tau ~ gamma(2, 1);
  c ~ normal(0, 1);
  mu ~ multi_normal_cholesky(rep_vector(0, K), L_S);
  y ~ multi_normal_cholesky(mu, L_S);
  y ~ multi_normal_cholesky(mu, L);
  z ~ multi_normal_cholesky(mu, L);
  target += multi_normal_cholesky_lpdf(y[1] | z, L) + multi_normal_cholesky_lpdf(y | z, diag_pre_multiply(tau, L_S));
}
