// Integers where reals are expected, in declarations, calls, arrays and returns.
functions {
  real half(real x) {
    return x / 2;
  }
  real one(int k) {
    return k;
  }
}
data {
  array[3] int k;
  int n;
}
parameters {
  real a;
  vector[3] v;
}
model {
  real x = n;
  array[3] real u = {1, 2.5, n};
  vector[2] w = [1, a]';
  array[3] real kr = k;
  x += half(n) + one(n);
  a ~ normal(n, 2);
  k ~ normal(v, 1);
  u ~ normal(a, 3);
  v ~ normal(kr, 1 + n);
  target += x * 0.1 * a - dot_self(w) - 1 / 2.0 * a + sum(k) * 0.1 * a + 3 / n * a;
}
