// A function that returns nothing, used as a value.
functions {
  void note(real x) {
    print(x);
  }
}
parameters {
  real mu;
}
model {
  target += note(mu);
}
