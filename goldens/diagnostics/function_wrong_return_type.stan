// A function that returns something other than what it declares.
functions {
  vector doubled(real x) {
    return 2 * x;
  }
}
parameters {
  real mu;
}
model {
  target += -sum(doubled(mu));
}
