// Standard normal density.
parameters {
  real a;
  vector[2] v;
  array[2] real x;
  row_vector[2] r;
}
model {
  a ~ std_normal();
  v ~ std_normal();
  x ~ std_normal();
  target += std_normal_lpdf(r);
  target += 0.5 * std_normal_lpdf(a * v[1]);
}
