// Rows, columns and sub-matrices by index.
data {
  matrix[3, 4] D;
  int<lower=1> i;
  array[2] int idx;
}
parameters {
  matrix[3, 4] A;
}
model {
  target += -dot_self(A[1]) - dot_self(A[i, :]) + A[1] * D[2]' + sum(A[:, 2]) * A[3, 4] - sum(square(A[1:2, 2:3]));
  target += sum(A[idx, 1]) - sum(square(A[, idx])) + dot_product(A[, 4], D[, 1]) + A[2][3] - sum(square(A)) + A[2, 2:4] * D[3, 1:3]' + sum(A[2:, :2]);
}
