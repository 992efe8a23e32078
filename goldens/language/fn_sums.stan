// Sums and products of containers.
data {
  array[3] int k;
  vector[3] d;
}
parameters {
  vector[3] v;
  row_vector[3] r;
  matrix[2, 3] m;
  array[3] real x;
}
model {
  target += sum(v) * 0.5 + sum(r) + sum(m) + sum(x) + sum(k) * v[1] + sum(d) * v[2] - sum(square(v));
  target += prod(v) + prod(1 + square(r)) / 4 + prod(x) + prod(m) + prod(d) * v[3];
  target += -dot_self(r) - sum(m .* m) - dot_self(to_vector(x)) + sum(v .* d) + sum(v[1:2]) - 0.1 * sum(v) ^ 2;
}
