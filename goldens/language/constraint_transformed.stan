// Constrained transformed parameters are checked, and add no Jacobian.
parameters {
  real log_sigma;
  real raw;
  vector[3] z;
}
transformed parameters {
  real<lower=0> sigma = exp(log_sigma);
  real<lower=0, upper=1> p;
  simplex[3] s = softmax(z);
  p = inv_logit(raw);
}
model {
  sigma ~ gamma(2, 1);
  p ~ beta(2, 2);
  s ~ dirichlet([2, 3, 4]');
  target += log_sigma;
  z ~ normal(0, sigma);
}
