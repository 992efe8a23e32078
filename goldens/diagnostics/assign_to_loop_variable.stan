// An assignment to a loop variable.
parameters {
  vector[3] v;
}
model {
  for (i in 1:3) {
    i = 2;
    v[i] ~ normal(0, 1);
  }
}
