// The same density as mat_blocks.stan, in functions that the oracle has.
data {
  matrix[3, 4] D;
}
parameters {
  matrix[3, 4] A;
}
model {
  target += sum(square(block(A, 2, 1, 2, 3))) * -1 + sum(A[2, 2:4]) + sum(sub_col(A, 1, 4, 2)) - dot_self(row(A, 3)) + dot_product(col(A, 2), col(D, 4));
  target += rows(A) * A[1, 1] + cols(A) * A[1, 2] + num_elements(A) * A[1, 3] + size(A) * A[1, 4] - sum(square(A)) * 2 + sum(col(A, 3)) * sum(row(A, 1));
}
