// Generated quantities without random numbers: transforms, densities, integers, local blocks.
data {
  int<lower=0> N;
  vector[N] y;
}
parameters {
  real mu;
  real<lower=0> sigma;
}
transformed parameters {
  real cv = sigma / (1 + square(mu));
}
model {
  y ~ normal(mu, sigma);
  mu ~ normal(0, 2);
  sigma ~ exponential(cv);
}
generated quantities {
  vector[N] log_lik;
  real p = Phi(mu / sigma);
  int above = 0;
  matrix[2, 2] M = [[mu, sigma], [cv, 1]];
  array[2, 2] int table = {{1, 2}, {3, 4}};
  for (n in 1:N) {
    log_lik[n] = normal_lpdf(y[n] | mu, sigma);
    above += y[n] > 0.1;
  }
  {
    real hidden = mean(log_lik);
    p += 0 * hidden;
  }
}
