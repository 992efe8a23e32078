// Correct Stan that is not supported yet: tuples.
functions {
  tuple(real, real) both(real x) {
    return (x, 2 * x);
  }
}
parameters {
  real a;
}
model {
  tuple(real, real) t = both(a);
  target += -square(t.1) - square(t.2);
}
