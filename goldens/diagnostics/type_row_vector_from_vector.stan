// A vector assigned to a row vector.
parameters {
  vector[3] v;
}
model {
  row_vector[3] r = v;
  r ~ normal(0, 1);
}
