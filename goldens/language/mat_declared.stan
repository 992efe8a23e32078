// Covariance from standard deviations and a correlation; matrix literals and row vector literals.
parameters {
  vector<lower=0>[2] s;
  real<lower=-1, upper=1> rho;
  vector[2] y;
}
model {
  matrix[2, 2] R = [[1, rho], [rho, 1]];
  matrix[2, 2] Sigma = quad_form_diag(R, s);
  row_vector[3] r = [s[1], 2, rho];
  s ~ lognormal(0, 0.5);
  y ~ multi_normal([0.5, -0.5]', Sigma);
  target += sum(r) + [1, 2] * y + [[1, 2], [3, 4]][2, 1] * rho - dot_self([y[1], y[2], 0]);
}
