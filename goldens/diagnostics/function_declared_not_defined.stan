// A function that is declared and never defined.
functions {
  real later(real x);
}
parameters {
  real mu;
}
model {
  target += later(mu);
}
