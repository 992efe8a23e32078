// The same density as user_recursive.stan, in functions that the oracle has.
functions {
  real horner(real x, vector c) {
    real s = 0;
    for (k in 1:num_elements(c)) s += c[k] * x ^ (k - 1);
    return s;
  }
}
parameters {
  vector[4] c;
  real x;
}
model {
  target += -square(horner(x, c)) - 8 * dot_self(c) - x ^ 2;
}
