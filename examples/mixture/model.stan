// Lengths of eruptions of Old Faithful (minutes): two normals, short and long.
data {
  int<lower=0> N;
  array[N] real<lower=0> duration;
}
parameters {
  real<lower=0, upper=1> theta;  // share of short eruptions
  ordered[2] mu;
  vector<lower=0>[2] sigma;
}
model {
  theta ~ beta(2, 2);
  mu ~ normal(3, 2);
  sigma ~ normal(0, 1);
  for (n in 1:N) {
    target += log_mix(theta, normal_lpdf(duration[n] | mu[1], sigma[1]),
                      normal_lpdf(duration[n] | mu[2], sigma[2]));
  }
}
