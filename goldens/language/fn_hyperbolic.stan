// Hyperbolic functions and their inverses.
parameters {
  real a;
  vector[3] v;
  real<lower=-1, upper=1> u;
}
model {
  target += sinh(a) - cosh(a) + tanh(2 * a) + asinh(a) + acosh(1.5 + square(a)) + atanh(0.9 * u);
  target += sum(tanh(v)) - sum(cosh(v)) + sum(asinh(2 * v) .* sinh(v)) - dot_self(v);
}
