// Determinants and their logarithms.
data {
  matrix[3, 3] D;
}
parameters {
  matrix[3, 3] A;
  real a;
}
model {
  matrix[3, 3] S = add_diag(crossprod(A), 0.5);
  target += -log_determinant(S) + 0.1 * determinant(A) + log_determinant(3 * a * A - D) + log_determinant_spd(S + tcrossprod(A));
  target += a * log_determinant(D) - sum(square(A)) - square(a);
}
