// Diagonal matrices and products with them.
data {
  matrix[3, 3] D;
  vector[3] d;
}
parameters {
  vector[3] v;
  row_vector[3] r;
  matrix[3, 3] A;
}
model {
  target += sum(diag_matrix(v) * D) + sum(diag_pre_multiply(v, A)) + sum(square(diag_post_multiply(A, v))) * -0.2;
  target += dot_self(diagonal(A)) * -1 + sum(diag_pre_multiply(d, A) .* D) + sum(add_diag(A, v) .* D);
  target += sum(add_diag(A, 2) .* A) * -1 + sum(identity_matrix(3) * A) - dot_self(v) + sum(diag_post_multiply(D, r) .* A) - dot_self(r);
}
