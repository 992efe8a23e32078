// Exponential density.
data {
  vector<lower=0>[3] x;
  array[3] real<lower=0> u;
}
parameters {
  real<lower=0> rate;
  vector<lower=0>[3] r;
  real<lower=0> y;
}
model {
  rate ~ exponential(2);
  y ~ exponential(rate);
  x ~ exponential(r);
  r ~ exponential(rate);
  u ~ exponential(rate);
  target += exponential_lpdf(u | r) + exponential_lpdf(0.5 | y);
}
