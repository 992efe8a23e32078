// Functions with corners: maxima, absolute values, positive differences.
data {
  real d;
}
parameters {
  real a;
  real b;
  vector[4] v;
}
model {
  target += fmax(a, b) - fmin(a, d) + abs(a) * 0.5 - abs(b - 0.1) + fdim(a, b) + max(v) - min(v);
  target += -sum(abs(v)) + max([a, b, 0.3]) - min({a, b, v[1]}) - square(a) - square(b) - dot_self(v);
  target += (a > b) * a + (v[1] < 0.2 && v[2] > 0 || b < 0) * v[3] + !(a < 0) * 0.5 * b;
}
