// A comment by a hash mark.
parameters {
  real mu;
}
model {
  # the prior
  mu ~ normal(0, 1);
}
