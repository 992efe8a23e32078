// Independent iterations with a mask on the data: censored and observed values.
data {
  int<lower=0> N;
  array[N] int<lower=0, upper=1> censored;
  array[N] real<lower=0> t;
  vector[N] x;
}
parameters {
  real alpha;
  real beta;
  real<lower=0> shape;
}
model {
  alpha ~ normal(0, 3);
  beta ~ normal(0, 1);
  shape ~ gamma(2, 2);
  for (n in 1:N) {
    real scale = exp(alpha + beta * x[n]);
    if (censored[n] == 1) {
      target += -(t[n] / scale) ^ shape;
    } else {
      t[n] ~ weibull(shape, scale);
    }
    if (x[n] > 0) {
      target += -0.1 * square(beta * x[n]);
    }
  }
}
