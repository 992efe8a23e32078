// A size in the type of a function's argument.
functions {
  real total(vector[3] x) {
    return sum(x);
  }
}
parameters {
  vector[3] v;
}
model {
  target += -square(total(v));
}
