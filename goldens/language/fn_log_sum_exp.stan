// Log of a sum of exponentials, over containers and over pairs.
data {
  vector[3] d;
}
parameters {
  vector[3] v;
  real a;
  array[3] real x;
  row_vector[2] r;
  matrix[2, 2] m;
}
model {
  array[2] real acc;
  acc[1] = a + v[1];
  acc[2] = -a;
  target += log_sum_exp(v) + log_sum_exp(a, v[2]) + log_sum_exp(acc) + log_sum_exp(d + v) - log_sum_exp(x);
  target += log_sum_exp(r) + log_sum_exp(m) + log_sum_exp({a, 0, v[3]}) + log_sum_exp(a, negative_infinity());
  target += -dot_self(v) - square(a) - dot_self(to_vector(x)) - dot_self(r) - sum(square(m));
}
