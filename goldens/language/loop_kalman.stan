// A local-level model by the Kalman filter: two scalars carried, one of them observed.
data {
  int<lower=1> T;
  vector[T] y;
}
parameters {
  real<lower=0> sigma_obs;
  real<lower=0> sigma_level;
  real m0;
}
model {
  real m = m0;
  real P = 10;
  sigma_obs ~ exponential(1);
  sigma_level ~ exponential(1);
  m0 ~ normal(0, 3);
  for (t in 1:T) {
    real R = P + square(sigma_level);
    real S = R + square(sigma_obs);
    real gain = R / S;
    y[t] ~ normal(m, sqrt(S));
    m = m + gain * (y[t] - m);
    P = (1 - gain) * R;
  }
}
