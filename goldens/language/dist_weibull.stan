// Weibull density (shape, scale).
data {
  vector<lower=0>[3] x;
}
parameters {
  real<lower=0> alpha;
  real<lower=0> sigma;
  vector<lower=0>[3] s;
  real<lower=0> y;
}
model {
  alpha ~ gamma(2, 1);
  sigma ~ weibull(1.5, 2);
  y ~ weibull(alpha, sigma);
  x ~ weibull(alpha, s);
  x ~ weibull(s, 2);
  s ~ weibull(2, sigma);
  target += weibull_lpdf(s | alpha, s);
}
