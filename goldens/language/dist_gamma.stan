// Gamma density (shape, rate), every argument a parameter in turn.
data {
  vector<lower=0>[3] x;
}
parameters {
  real<lower=0> alpha;
  real<lower=0> beta;
  real<lower=0> y;
  vector<lower=0>[3] v;
}
model {
  alpha ~ gamma(2, 0.5);
  beta ~ gamma(3, 2);
  y ~ gamma(alpha, beta);
  x ~ gamma(alpha, beta);
  x ~ gamma(v, 1.5);
  x ~ gamma(2, v);
  v ~ gamma([1, 2, 3]', beta);
  target += gamma_lpdf(v | alpha, v);
}
