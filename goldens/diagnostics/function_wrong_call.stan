// A user function called with the wrong arguments.
functions {
  real scaled(real x, vector y) {
    return x * sum(y);
  }
}
parameters {
  real mu;
  vector[2] v;
}
model {
  target += -square(scaled(v, mu));
}
