// Correct Stan that is not supported yet: complex numbers.
parameters {
  real a;
  real b;
}
model {
  complex z = to_complex(a, b);
  target += -square(abs(z));
}
