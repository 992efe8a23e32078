// A name that ends in two underscores.
parameters {
  real mu__;
}
model {
  mu__ ~ normal(0, 1);
}
