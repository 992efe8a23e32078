// An operator without its right operand.
parameters {
  real mu;
}
model {
  target += mu * / 2;
}
