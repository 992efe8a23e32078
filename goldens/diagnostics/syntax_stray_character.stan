// A character that belongs to no token.
parameters {
  real mu;
}
model {
  mu ~ normal(0 @ 1, 1);
}
