// An autoregression on data, one term at a time.
data {
  int<lower=1> T;
  vector[T] y;
}
parameters {
  real alpha;
  real<lower=-1, upper=1> phi;
  real<lower=0> sigma;
}
model {
  alpha ~ normal(0, 2);
  sigma ~ exponential(1);
  y[1] ~ normal(alpha / (1 - phi), sigma / sqrt(1 - square(phi)));
  for (t in 2:T) {
    y[t] ~ normal(alpha + phi * y[t - 1], sigma);
  }
}
