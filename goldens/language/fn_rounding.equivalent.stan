// The same density as fn_rounding.stan, in functions that the oracle has.
data {
  real x;
  array[4] real u;
}
transformed data {
  int lowest = 0;
  array[4] real f = floor(u);
  array[4] real c = ceil(u);
  while (lowest + 1 <= x) lowest += 1;
}
parameters {
  vector[4] v;
}
model {
  target += floor(x) * v[1] + ceil(x) * v[2] + round(x) * v[3] + trunc(-x) * v[4] + fmod(x, 1.2) * v[1] * v[2];
  target += dot_product(to_vector(f), v) - dot_product(to_vector(c), square(v)) + lowest * v[1] + step(x) * v[2];
  target += (lowest > 2) * v[3] + is_inf(x) + is_nan(x) - 10 * dot_self(v);
}
