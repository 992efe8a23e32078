// Correct Stan that is not supported yet: an ODE solver.
functions {
  vector decay(real t, vector y, real rate) {
    return -rate * y;
  }
}
data {
  int<lower=1> T;
  array[T] real ts;
  vector[T] y;
}
parameters {
  real<lower=0> rate;
}
model {
  array[T] vector[1] z = ode_rk45(decay, [1.0]', 0.0, ts, rate);
  rate ~ normal(0, 1);
  y ~ normal(to_vector(z[, 1]), 0.1);
}
