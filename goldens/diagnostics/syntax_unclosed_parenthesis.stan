// A call without its closing parenthesis.
parameters {
  real mu;
}
model {
  mu ~ normal(0, exp(1);
}
