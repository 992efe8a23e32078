// Slices of vectors and arrays, on the right of a statement.
data {
  int<lower=1> N;
  vector[N] d;
}
parameters {
  vector[N] v;
  array[N] real x;
  row_vector[N] r;
}
model {
  target += -dot_self(v[2:4]) - dot_self(v[:3] - v[(N - 2):]) + sum(x[2:N]) - dot_self(to_vector(x)) + r[1:2] * v[4:5];
  v[2:N] ~ normal(0.5 * v[1:(N - 1)], 1);
  x[3:3] ~ normal(v[1:1], 1);
  target += sum(v[3:2]) - dot_self(r[:]) + d[2:3]' * v[1:2] - square(v[2:4][2]) - square(v[1]);
}
