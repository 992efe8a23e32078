// Covariance matrices and their Cholesky factors, alone and in arrays, with the Wishart densities.
data {
  cov_matrix[3] S;
}
parameters {
  cov_matrix[3] V;
  cholesky_factor_cov[3] L;
  cholesky_factor_cov[4, 2] tall;
  array[2] cov_matrix[2] Vs;
  real<lower=3> nu;
}
model {
  nu ~ gamma(4, 1);
  V ~ wishart(nu, S);
  to_vector(L) ~ normal(0.5, 1);
  to_vector(tall) ~ normal(0, 2);
  Vs[1] ~ inv_wishart(nu, [[2, 0.5], [0.5, 1]]);
  Vs[2] ~ wishart(4, Vs[1]);
}
