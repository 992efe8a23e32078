// Log earnings on height.
data {
  int<lower=0> N;
  vector[N] earn;
  vector[N] height;
}
transformed data {
  vector[N] log_earn = log(earn);
}
parameters {
  vector[2] beta;
  real<lower=0> sigma;
}
model {
  vector[N] mu = beta[1] + beta[2] * height;
  target += normal_lpdf(log_earn | mu, sigma);
}
