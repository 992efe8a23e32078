// The array syntax that Stan 2.33 removed.
data {
  int<lower=0> N;
  real x[N];
}
parameters {
  real mu;
}
model {
  x ~ normal(mu, 1);
}
