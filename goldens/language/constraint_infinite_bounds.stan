// A bound that is infinite is no bound.
transformed data {
  real none = positive_infinity();
  vector[3] low = [0, negative_infinity(), 1]';
}
parameters {
  vector<lower=low>[3] v;
  real<lower=0, upper=none> a;
  real<lower=negative_infinity(), upper=1> b;
}
model {
  v ~ normal(0, 2);
  a ~ exponential(1);
  b ~ logistic(0, 1);
}
