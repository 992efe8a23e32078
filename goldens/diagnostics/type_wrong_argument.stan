// A real where a matrix is needed.
parameters {
  real mu;
}
model {
  matrix[2, 2] L = cholesky_decompose(mu);
  target += L[1, 1];
}
