// A distribution that does not exist.
parameters {
  real mu;
}
model {
  mu ~ gaussian(0, 1);
}
