// A product of two column vectors.
parameters {
  vector[3] a;
  vector[3] b;
}
model {
  target += -sum(a * b);
}
