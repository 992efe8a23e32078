// A condition that is a vector.
parameters {
  vector[3] v;
}
model {
  if (v > 0) {
    target += -1;
  }
  v ~ normal(0, 1);
}
