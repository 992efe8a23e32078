// The multivariate Student-t, for one vector and for an array of them.
data {
  array[3] vector[2] y;
}
parameters {
  real<lower=1> nu;
  vector[2] mu;
  cov_matrix[2] S;
}
model {
  nu ~ gamma(2, 0.1);
  S ~ inv_wishart(4, identity_matrix(2));
  y ~ multi_student_t(nu, mu, S);
  mu ~ multi_student_t(4, rep_vector(0, 2), [[2, 0.5], [0.5, 1]]);
}
