// The partial sum takes one more argument than it is given.
functions {
  real part(array[] real y, int start, int end, real mu) {
    return normal_lpdf(y | mu, 1);
  }
}
data {
  int<lower=0> N;
  array[N] real y;
}
parameters {
  real mu;
}
model {
  target += reduce_sum(part, y, 1);
}
