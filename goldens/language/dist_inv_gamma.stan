// Inverse-gamma density (shape, scale), every argument a parameter in turn.
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
  alpha ~ inv_gamma(3, 2);
  beta ~ inv_gamma(1.124909, 0.0177);
  y ~ inv_gamma(alpha, beta);
  x ~ inv_gamma(alpha, v);
  v ~ inv_gamma(2, 3);
  target += inv_gamma_lpdf(x | v, beta);
}
