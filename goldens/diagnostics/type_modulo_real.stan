// The remainder of a real.
parameters {
  real mu;
}
model {
  target += -(mu % 2);
}
