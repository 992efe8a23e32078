// Linear systems: general, triangular and positive definite.
data {
  matrix[3, 3] D;
  vector[3] d;
}
parameters {
  matrix[3, 3] A;
  vector[3] v;
  row_vector[3] r;
}
model {
  matrix[3, 3] M = add_diag(0.3 * A, 4);
  matrix[3, 3] S = add_diag(tcrossprod(A), 1);
  matrix[3, 3] L = cholesky_decompose(S);
  target += sum(M \ v) + sum(D \ v) + sum(r / M) - dot_self(mdivide_left_tri_low(L, v)) + sum(mdivide_left_tri_low(L, d));
  target += sum(mdivide_right_tri_low(r, L)) + sum(mdivide_left_spd(S, v)) + dot_product(mdivide_left(M, d), v) + sum(M \ A);
  target += -sum(square(A)) - dot_self(v) - dot_self(r);
}
