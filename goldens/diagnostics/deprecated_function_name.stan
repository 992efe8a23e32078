// A function name that Stan 2.33 removed.
data {
  array[3] real x;
}
parameters {
  real<lower=0> rho;
}
model {
  matrix[3, 3] K = cov_exp_quad(x, 1.0, rho);
  rho ~ normal(K[1, 2], 1);
}
