// An assignment to an argument of a function.
functions {
  real shifted(real x) {
    x = x + 1;
    return x;
  }
}
parameters {
  real mu;
}
model {
  target += -square(shifted(mu));
}
