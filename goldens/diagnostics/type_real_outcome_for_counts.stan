// A real outcome of a distribution over integers.
data {
  int<lower=0> N;
  vector[N] y;
}
parameters {
  real<lower=0> rate;
}
model {
  y ~ poisson(rate);
}
