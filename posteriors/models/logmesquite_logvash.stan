// Log leaf weight of mesquite bushes on log volume, area, shape and height, and group.
data {
  int<lower=0> N;
  vector[N] weight;
  vector[N] diam1;
  vector[N] diam2;
  vector[N] canopy_height;
  vector[N] total_height;
  vector[N] group;
}
transformed data {
  vector[N] log_weight = log(weight);
  matrix[N, 6] X;
  for (n in 1:N) {
    real area = diam1[n] * diam2[n];
    X[n] = [1, log(area * canopy_height[n]), log(area), log(diam1[n] / diam2[n]),
            log(total_height[n]), group[n]];
  }
}
parameters {
  vector[6] beta;
  real<lower=0> sigma;
}
model {
  vector[N] mu;
  for (n in 1:N) {
    mu[n] = dot_product(X[n], beta);
  }
  log_weight ~ normal(mu, sigma);
}
