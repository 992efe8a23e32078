// A variable that was never declared, one letter away from one that was.
data {
  int<lower=0> N;
  vector[N] height;
}
parameters {
  real mu;
}
model {
  heigth ~ normal(mu, 1);
}
