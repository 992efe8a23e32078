// The same density as dist_truncation.stan, in functions that the oracle has.
data {
  real<lower=0> x;
  array[3] real<lower=0> y;
}
parameters {
  real<lower=0> sigma;
  real mu;
  real<lower=-1, upper=2> z;
}
model {
  sigma ~ normal(0, 1) T[0, ];
  mu ~ normal(0, 2);
  target += normal_lpdf(x | mu, sigma) - log(Phi(mu / sigma));
  target += normal_lpdf(z | mu, sigma) - log(Phi((2 - mu) / sigma) - Phi((-1 - mu) / sigma));
  for (n in 1:3) {
    y[n] ~ exponential(sigma) T[, 5];
  }
}
