// The same density as fn_norms.stan, in functions that the oracle has.
data {
  vector[3] d;
}
parameters {
  vector[3] v;
  vector[3] w;
  row_vector[3] r;
  array[3] real x;
}
model {
  target += dot_product(v, w) + dot_product(r, v) + dot_product(d, w) - dot_self(v) - 2 * dot_self(r);
  target += sqrt(dot_self(v)) - sum(abs(w)) + sqrt(dot_self(r)) - squared_distance(v, w) - sqrt(squared_distance(w, d)) - squared_distance(r, v);
  target += dot_product(x, x) * -0.5 + r * v - dot_self(w);
}
