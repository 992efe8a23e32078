// Log leaf weight of mesquite bushes on the log of the canopy volume.
data {
  int<lower=0> N;
  vector[N] weight;
  vector[N] diam1;
  vector[N] diam2;
  vector[N] canopy_height;
}
transformed data {
  vector[N] log_weight;
  vector[N] log_canopy_volume;
  for (n in 1:N) {
    log_weight[n] = log(weight[n]);
    log_canopy_volume[n] = log(diam1[n] * diam2[n] * canopy_height[n]);
  }
}
parameters {
  vector[2] beta;
  real<lower=0> sigma;
}
model {
  for (n in 1:N)
    target += normal_lpdf(log_weight[n] | beta[1] + beta[2] * log_canopy_volume[n],
                          sigma);
}
