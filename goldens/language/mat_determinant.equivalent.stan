// The same density as mat_determinant.stan, in functions that the oracle has.
data {
  matrix[3, 3] D;
}
parameters {
  matrix[3, 3] A;
  real a;
}
model {
  matrix[3, 3] S = add_diag(crossprod(A), 0.5);
  target += -log_determinant(S) + 0.1 * (A[1, 1] * (A[2, 2] * A[3, 3] - A[2, 3] * A[3, 2]) - A[1, 2] * (A[2, 1] * A[3, 3] - A[2, 3] * A[3, 1])
                  + A[1, 3] * (A[2, 1] * A[3, 2] - A[2, 2] * A[3, 1])) + log_determinant(3 * a * A - D) + log_determinant(S + tcrossprod(A));
  target += a * log_determinant(D) - sum(square(A)) - square(a);
}
