// A constraint on a local variable.
parameters {
  real mu;
}
model {
  real<lower=0> x = exp(mu);
  x ~ gamma(2, 1);
}
