// Double-exponential (Laplace) density.
data {
  vector[3] x;
}
parameters {
  real mu;
  real<lower=0> sigma;
  vector[3] m;
  vector<lower=0>[3] s;
}
model {
  mu ~ double_exponential(0.1, 2);
  sigma ~ exponential(1);
  x ~ double_exponential(mu, sigma);
  x ~ double_exponential(m, s);
  m ~ double_exponential(0.05, sigma);
  s ~ exponential(0.5);
  target += double_exponential_lpdf(m | mu, s);
}
