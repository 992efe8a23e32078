// Beta density.
data {
  vector<lower=0, upper=1>[3] x;
}
parameters {
  real<lower=0> a;
  real<lower=0> b;
  vector<lower=0, upper=1>[3] p;
  vector<lower=0>[3] v;
}
model {
  a ~ gamma(2, 1);
  b ~ gamma(2, 1);
  p ~ beta(a, b);
  x ~ beta(v, b);
  x ~ beta(2, v);
  v ~ exponential(1);
  target += beta_lpdf(p | v, [1, 2, 3]');
  p[2] ~ beta(1, 1);
}
