// A simplex with no prior: the target is the log Jacobian and a likelihood.
data {
  int<lower=1> K;
  array[K] int<lower=0> count;
}
parameters {
  simplex[K] theta;
}
model {
  for (k in 1:K) {
    target += count[k] * log(theta[k]);
  }
}
