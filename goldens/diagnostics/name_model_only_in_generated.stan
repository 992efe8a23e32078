// A variable of the model block used in generated quantities.
parameters {
  real mu;
}
model {
  real x = mu + 1;
  x ~ normal(0, 1);
}
generated quantities {
  real y = x;
}
