// Head, tail, segment and reversal.
parameters {
  vector[5] v;
  row_vector[5] r;
  array[5] real x;
}
model {
  target += -dot_self(head(v, 2)) - 2 * dot_self(tail(v, 4)) + dot_product(segment(v, 2, 3), tail(v, 3)) + head(x, 3)[3] - dot_self(to_vector(x));
  target += head(r, 2) * tail(v, 2) - dot_self(r) + sum(segment(x, 4, 2)) - sum(tail(x, 1)) + v[1] * v[5] + segment(r, 1, 2) * head(v, 2) + reverse(x)[1];
}
