// User functions that take and return vectors and matrices, with loops and locals.
functions {
  vector scale_shift(vector x, real a, real b) {
    return a + b * x;
  }
  vector smooth(vector x, real w) {
    int n = num_elements(x);
    vector[n] out = x;
    for (i in 2:(n - 1)) {
      out[i] = (1 - w) * x[i] + w * 0.5 * (x[i - 1] + x[i + 1]);
    }
    return out;
  }
  matrix outer(vector a, vector b) {
    matrix[rows(a), rows(b)] m;
    for (i in 1:rows(a)) m[i] = a[i] * b';
    return m;
  }
}
data {
  vector[5] y;
}
parameters {
  real a;
  real b;
  real<lower=0, upper=1> w;
  vector[5] z;
}
model {
  z ~ std_normal();
  y ~ normal(scale_shift(smooth(z, w), a, b), 1);
  target += -0.1 * sum(square(outer(z, z[1:2]))) - square(a) - square(b);
}
