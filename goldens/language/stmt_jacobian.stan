// The Jacobian added by hand to transformed parameters.
parameters {
  real log_sigma;
  real raw;
}
transformed parameters {
  real sigma = exp(log_sigma);
  jacobian += log_sigma;
  real x = sinh(raw);
  jacobian += log(cosh(raw));
}
model {
  sigma ~ gamma(2, 1);
  x ~ normal(0, sigma);
}
