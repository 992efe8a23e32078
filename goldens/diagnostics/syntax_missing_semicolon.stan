// A statement without its semicolon.
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1)
  target += -mu;
}
