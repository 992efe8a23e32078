// Log-normal density, every argument a parameter in turn.
data {
  vector<lower=0>[3] x;
}
parameters {
  real mu;
  real<lower=0> sigma;
  vector[3] m;
  vector<lower=0>[3] y;
}
model {
  mu ~ normal(0, 1);
  sigma ~ lognormal(-1, 1);
  x ~ lognormal(mu, sigma);
  x ~ lognormal(m, sigma);
  y ~ lognormal(m, [0.5, 1, 2]');
  m ~ normal(mu, 1);
  target += lognormal_lpdf(y | log(x), y);
}
