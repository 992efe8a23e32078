// Dot products of matching rows or columns.
data {
  matrix[3, 2] D;
}
parameters {
  matrix[3, 2] A;
  matrix[3, 2] B;
}
model {
  target += -dot_self(rows_dot_product(A, B)) + sum(columns_dot_product(A, D)) - sum(rows_dot_self(A)) - sum(columns_dot_self(B)) + rows_dot_product(D, B)[2];
}
