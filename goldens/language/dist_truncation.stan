// Truncated densities, with constant and with parameter limits.
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
  x ~ normal(mu, sigma) T[0, ];
  z ~ normal(mu, sigma) T[-1, 2];
  for (n in 1:3) {
    y[n] ~ exponential(sigma) T[, 5];
  }
}
