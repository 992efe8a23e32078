// Assignment by the arrow that Stan 2.33 removed.
parameters {
  real mu;
}
model {
  real x;
  x <- mu + 1;
  x ~ normal(0, 1);
}
