// Bounds that are parameters declared earlier, so that the Jacobian depends on them.
parameters {
  real a;
  real<lower=a> b;
  real<lower=a, upper=b> c;
  vector<upper=c>[2] v;
}
model {
  a ~ normal(0, 1);
  b ~ normal(2, 1.5);
  c ~ normal(1, 1);
  v ~ normal(-1, 2);
}
