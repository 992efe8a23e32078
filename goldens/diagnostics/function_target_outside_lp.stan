// The target incremented in a function whose name does not end in _lp.
functions {
  void add(real x) {
    target += -square(x);
  }
}
parameters {
  real mu;
}
model {
  add(mu);
}
