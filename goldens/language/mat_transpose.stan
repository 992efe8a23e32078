// Transposes of matrices and vectors.
data {
  matrix[2, 3] D;
}
parameters {
  matrix[3, 2] A;
  vector[3] v;
  row_vector[2] r;
}
model {
  target += sum(D' .* A) + v' * A * r' - dot_self(v') - sum(square(A')) - r * r' + (A' * v)[2] + (A')[1, 3];
}
