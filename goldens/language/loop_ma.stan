// A moving average: the errors form a recurrence.
data {
  int<lower=2> T;
  vector[T] y;
}
parameters {
  real mu;
  real<lower=-1, upper=1> theta;
  real<lower=0> sigma;
}
transformed parameters {
  vector[T] err;
  err[1] = y[1] - mu;
  for (t in 2:T) {
    err[t] = y[t] - (mu + theta * err[t - 1]);
  }
}
model {
  mu ~ normal(0, 2);
  sigma ~ cauchy(0, 2.5);
  err ~ normal(0, sigma);
}
