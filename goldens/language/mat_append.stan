// Concatenation of scalars, vectors, matrices and arrays.
data {
  vector[2] d;
  matrix[2, 2] D;
}
parameters {
  real a;
  vector[2] v;
  row_vector[2] r;
  matrix[2, 2] A;
  array[2] real x;
}
model {
  vector[5] w = append_row(append_row(a, v), d);
  matrix[2, 4] M = append_col(A, D);
  matrix[3, 2] P = append_row(A, r);
  matrix[2, 3] Q = append_col(v, A);
  array[4] real y = append_array(x, {a, 2 * a});
  target += -dot_self(w - [1, 2, 3, 4, 5]') - sum(square(M)) / 2 - sum(square(P + 1)) - sum(Q .* Q) + y[4] * y[1] - square(y[3]);
  target += -dot_self(append_col(r, a)) - sum(square(append_col(v, v))) - square(x[2]) - square(x[1]);
}
