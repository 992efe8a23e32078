// A loop over a real.
parameters {
  real mu;
}
model {
  for (x in mu) {
    target += -x;
  }
}
