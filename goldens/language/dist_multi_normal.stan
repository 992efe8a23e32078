// Multivariate normal density with data and parameter covariances.
data {
  int<lower=1> K;
  int<lower=1> N;
  array[N] vector[K] y;
  cov_matrix[K] S;
}
parameters {
  vector[K] mu;
  real<lower=0> tau;
  real<lower=-1, upper=1> rho;
  vector[K] z;
}
transformed parameters {
  matrix[K, K] Sigma;
  for (i in 1:K) {
    for (j in 1:K) {
      Sigma[i, j] = square(tau) * pow(rho, abs(i - j));
    }
  }
}
model {
  tau ~ gamma(2, 1);
  mu ~ multi_normal(rep_vector(0, K), S);
  y ~ multi_normal(mu, S);
  y ~ multi_normal(mu, Sigma);
  z ~ multi_normal(mu, Sigma);
  target += multi_normal_lpdf(y[1] | z, Sigma) + multi_normal_lpdf(y | z, S);
}
