// A keyword used as a variable's name.
data {
  int for;
}
parameters {
  real mu;
}
model {
  mu ~ normal(for, 1);
}
