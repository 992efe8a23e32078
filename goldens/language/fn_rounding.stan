// Steps and rounding on data, multiplied into parameters.
data {
  real x;
  array[4] real u;
}
transformed data {
  int lowest = to_int(floor(x));
  array[4] real f = floor(u);
  array[4] real c = ceil(u);
}
parameters {
  vector[4] v;
}
model {
  target += floor(x) * v[1] + ceil(x) * v[2] + round(x) * v[3] + trunc(-x) * v[4] + fmod(x, 1.2) * v[1] * v[2];
  target += dot_product(to_vector(f), v) - dot_product(to_vector(c), square(v)) + lowest * v[1] + step(x) * v[2];
  target += int_step(lowest - 2) * v[3] + is_inf(x) + is_nan(x) - 10 * dot_self(v);
}
