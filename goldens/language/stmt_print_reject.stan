// Printing is ignored, and a rejection that does not happen.
data {
  int<lower=0> N;
}
transformed data {
  print("N = ", N);
}
parameters {
  real<lower=0> sigma;
}
model {
  if (N < 0) {
    reject("negative N: ", N);
  }
  if (sigma < 0) {
    reject("negative sigma ", sigma);
  }
  sigma ~ lognormal(N, 1);
}
