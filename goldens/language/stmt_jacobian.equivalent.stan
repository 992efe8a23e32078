// The same density as stmt_jacobian.stan, in functions that the oracle has.
parameters {
  real log_sigma;
  real raw;
}
transformed parameters {
  real sigma = exp(log_sigma);
  real x = sinh(raw);
}
model {
  target += log_sigma + log(cosh(raw));
  sigma ~ gamma(2, 1);
  x ~ normal(0, sigma);
}
