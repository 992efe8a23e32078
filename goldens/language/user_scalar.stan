// User functions of reals: an early return, and a call inside a loop.
functions {
  real huber(real x, real d) {
    if (abs(x) < d) {
      return 0.5 * x ^ 2;
    }
    return d * (abs(x) - 0.5 * d);
  }
  real twice(real x) {
    return 2 * x;
  }
}
data {
  array[4] real y;
}
parameters {
  real mu;
}
model {
  for (n in 1:4) target += -huber(y[n] - mu, 0.8);
  target += -0.5 * square(twice(mu));
}
