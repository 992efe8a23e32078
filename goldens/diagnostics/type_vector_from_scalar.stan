// A real assigned to a vector.
parameters {
  real mu;
}
model {
  vector[3] v = mu;
  v ~ normal(0, 1);
}
