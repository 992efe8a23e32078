// Cumulative sums, sorting of data, and reversal.
data {
  vector[4] d;
  array[4] real u;
}
parameters {
  vector[4] v;
  array[3] real x;
  row_vector[3] r;
}
model {
  vector[4] c = cumulative_sum(v);
  target += -dot_self(c) + cumulative_sum(x)[3] - square(cumulative_sum(r)[2]) - dot_self(r) - dot_self(to_vector(x));
  target += dot_product(cumulative_sum(d), v) + dot_product(sort_asc(d), v) - dot_product(to_vector(sort_desc(u)), square(v));
  target += dot_product(reverse(v), d) - dot_self(sort_asc(v) - [-1, 0, 0.5, 2]');
}
