// More indexes than dimensions.
parameters {
  vector[3] v;
}
model {
  target += -square(v[1, 2]);
}
