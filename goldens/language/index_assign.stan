// Assignment to elements, slices, gathered places, rows and columns.
data {
  array[2] int idx;
}
parameters {
  vector[5] v;
  matrix[2, 2] A;
  real s;
}
transformed parameters {
  vector[5] w;
  matrix[3, 3] M = rep_matrix(0.5, 3, 3);
  array[2] vector[2] u;
  w[1:2] = 2 * v[4:5];
  w[3] = s;
  w[4:] = v[1:2] .* v[2:3];
  M[1:2, 1:2] = A;
  M[3] = v[1:3]';
  M[, 3] = [s, s ^ 2, 1]';
  M[2, 2] = M[1, 1] + 1;
  u[1] = v[idx];
  u[2] = rep_vector(0, 2);
  u[2][2] = s;
}
model {
  vector[5] z = v;
  z[idx] = w[1:2];
  z[{3, 5}] += [s, -s]';
  target += -dot_self(w) - sum(square(M)) - dot_self(u[1] - u[2]) - dot_self(z - 1) - square(s) - sum(square(A)) - dot_self(v);
}
