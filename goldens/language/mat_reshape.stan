// Changes of shape: vectors, matrices, arrays.
data {
  array[2, 3] real u;
  array[3] int k;
}
parameters {
  matrix[2, 3] A;
  vector[6] v;
  array[2, 3] real x;
  array[2] vector[3] y;
}
model {
  target += -dot_self(to_vector(A) - v) - sum(square(to_matrix(v, 2, 3))) - sum(to_matrix(v, 3, 2, 0)[3]) + to_vector(A)[4];
  target += sum(to_matrix(x) .* A) + to_array_1d(A)[2] * to_array_1d(x)[4] - dot_self(to_vector(to_array_1d(x))) + to_array_2d(A)[2, 3];
  target += to_row_vector(v) * v * -0.3 + dot_product(to_vector(u[2]), y[1]) - dot_self(y[1]) - dot_self(y[2]) + dot_product(to_vector(k), y[2]) + sum(to_matrix(u) .* A) - to_row_vector(x[1]) * to_vector(x[2]);
}
