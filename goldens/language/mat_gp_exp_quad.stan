// Squared-exponential covariances: one input, several inputs, two sets of points.
data {
  int<lower=1> N;
  array[N] real x;
  array[N] vector[2] x2;
  vector[N] y;
}
parameters {
  real<lower=0> rho;
  real<lower=0> alpha;
  real<lower=0> sigma;
  array[2] real z;
}
model {
  matrix[N, N] K = gp_exp_quad_cov(x, alpha, rho);
  matrix[N, N] K2 = gp_exp_quad_cov(x2, alpha, rho) + diag_matrix(rep_vector(square(sigma), N));
  matrix[N, 2] Kz = gp_exp_quad_cov(x, z, 1.5, rho);
  for (n in 1:N) K[n, n] = K[n, n] + square(sigma);
  rho ~ inv_gamma(5, 5);
  alpha ~ std_normal();
  sigma ~ std_normal();
  z ~ normal(0, 1);
  y ~ multi_normal_cholesky(rep_vector(0, N), cholesky_decompose(K));
  y ~ multi_normal(rep_vector(0.1, N), K2);
  target += sum(Kz) - sum(gp_exp_quad_cov(z, alpha, 2.0)) + sum(gp_exp_quad_cov(x, 1.0, 0.5)) * sigma;
}
