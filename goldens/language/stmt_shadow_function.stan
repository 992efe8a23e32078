// Variables with the names of functions and distributions, which stay callable where they are called.
data {
  array[3] real x;
}
parameters {
  real<lower=0> gamma;
  real beta;
  vector[3] normal;
  real<lower=0> e;
}
model {
  real mean = beta + 1;
  gamma ~ gamma(2, e);
  beta ~ normal(mean, 2);
  e ~ exponential(gamma);
  normal ~ normal(normal[1], gamma);
  x ~ normal(normal, 1);
  for (sum in 1:3) target += -0.1 * square(normal[sum] - mean);
}
