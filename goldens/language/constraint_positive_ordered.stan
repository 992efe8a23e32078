// Positive ordered vectors.
parameters {
  positive_ordered[3] lambda;
  positive_ordered[1] one;
}
model {
  lambda ~ gamma(2, 0.5);
  one[1] ~ lognormal(0, 1);
  target += -0.1 * square(lambda[3] - lambda[1]);
}
