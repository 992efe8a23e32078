// Dot products, norms and distances.
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
  target += norm2(v) - norm1(w) + norm2(r) - squared_distance(v, w) - distance(w, d) - squared_distance(r, v);
  target += dot_product(x, x) * -0.5 + r * v - dot_self(w);
}
