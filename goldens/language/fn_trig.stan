// Trigonometric functions and their inverses.
parameters {
  real a;
  vector[3] v;
  real<lower=-1, upper=1> u;
}
model {
  target += sin(a) + cos(2 * a) + tan(0.5 * a) + asin(u) + acos(0.5 * u) + atan(3 * a);
  target += atan2(a, 1 + square(u)) + atan2(v[1], v[2]);
  target += sum(sin(v) .* cos(v)) + dot_product(atan(v), tan(0.3 * v));
  target += -square(a) - dot_self(v);
}
