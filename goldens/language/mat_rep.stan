// Repetition of scalars, vectors and row vectors.
data {
  int<lower=1> N;
  vector[N] d;
}
parameters {
  real a;
  vector[N] v;
  row_vector[N] r;
}
model {
  target += -sum(square(rep_vector(a, N) - d)) + rep_row_vector(a, N) * v - sum(square(rep_matrix(v, 3))) - sum(rep_matrix(r, 2) .* rep_matrix(a, 2, N));
  target += -dot_self(to_vector(rep_array(a, 4))) + sum(rep_matrix(a, 2, 2)) - dot_self(r) + rep_array(v, 2)[2][1] + sum(ones_vector(N) .* v) + sum(zeros_vector(N)) + dot_product(linspaced_vector(N, 0, 1), v) + one_hot_vector(N, 2)[2] * a;
}
