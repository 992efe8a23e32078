// A local variable used outside its block.
parameters {
  real mu;
}
model {
  {
    real x = 2;
  }
  mu ~ normal(x, 1);
}
