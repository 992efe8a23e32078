// Ordered vectors of several lengths.
parameters {
  ordered[4] c;
  ordered[2] d;
  ordered[1] e;
}
model {
  c ~ normal(0, 2);
  d ~ normal(c[2], 1);
  e ~ normal(0, 1);
}
