// A break outside a loop.
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1);
  break;
}
