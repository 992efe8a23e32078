// Means, variances and standard deviations.
data {
  vector[4] d;
}
parameters {
  vector[4] v;
  row_vector[3] r;
  array[3] real x;
  matrix[2, 2] m;
}
model {
  target += mean(v) - variance(v) + sd(v) * mean(d) + sd(r) - 2 * variance(r) + mean(x) - variance(x) + log(sd(x));
  target += mean(m) - sd(m) - dot_self(v) - dot_self(r) - dot_self(to_vector(x)) - sum(square(m));
  target += dot_product(v, (d - mean(d)) / sd(d)) + variance(d) * v[1];
}
