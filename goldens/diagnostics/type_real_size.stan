// A size that is a real.
data {
  real n;
}
parameters {
  vector[n] v;
}
model {
  v ~ normal(0, 1);
}
