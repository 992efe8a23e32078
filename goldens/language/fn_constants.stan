// Named constants.
parameters {
  real a;
}
model {
  target += -pi() * square(a) + e() * a + sqrt2() * sin(a) + log2() * a - log10() * cos(a) + 1e-3 * a ^ 3;
  target += machine_precision() * a + 1.5e2 * a - .5 * a + 2. * a + 1E+1 * cos(a);
}
