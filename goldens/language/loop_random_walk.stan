// A random walk from innovations, and one with a slope.
data {
  int<lower=2> T;
  vector[T] y;
}
parameters {
  vector[T] z;
  real<lower=0> tau;
  real level0;
  real slope0;
  vector[T] w;
}
model {
  vector[T] x;
  real level = level0;
  real slope = slope0;
  x[1] = z[1];
  for (t in 2:T) {
    x[t] = x[t - 1] + tau * z[t];
  }
  for (t in 1:T) {
    slope += 0.1 * w[t];
    level += slope;
    y[t] ~ normal(x[t] + level, 0.7);
  }
  z ~ std_normal();
  w ~ std_normal();
  tau ~ normal(0, 1);
  level0 ~ normal(0, 1);
  slope0 ~ normal(0, 1);
}
