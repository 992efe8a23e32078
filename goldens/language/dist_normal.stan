// Normal density with scalars and vectors, data and parameters, in every argument.
data {
  int<lower=0> N;
  vector[N] x;
  array[N] real u;
}
parameters {
  real mu;
  real<lower=0> sigma;
  vector[N] m;
  vector<lower=0>[N] s;
  real y;
  array[N] real a;
}
model {
  y ~ normal(mu, sigma);
  x ~ normal(mu, sigma);
  x ~ normal(m, sigma);
  x ~ normal(mu, s);
  u ~ normal(m, s);
  m ~ normal(0.5, 2);
  a ~ normal(x, s);
  u ~ normal(a, 1.5);
  mu ~ normal(0, 10);
  target += normal_lpdf(x | a, s);
  target += normal_lpdf(1.5 | mu, sigma);
  target += normal_lupdf(y | 2, 3);
}
