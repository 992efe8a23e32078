// An index that is a real.
parameters {
  vector[3] v;
}
model {
  target += -square(v[1.5]);
}
