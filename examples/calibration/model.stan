// Change of the weekly distance of runners under three training plans. Generated quantities simulate the same
// data, so that `kullback calibrate` can ask whether fits of this program can be trusted.
data {
  int<lower=1> N;
  int<lower=1> G;
  array[N] int<lower=1, upper=G> group;
  vector[N] y;
}
parameters {
  real mu;
  real<lower=0> tau;
  vector[G] z;
  real<lower=0> sigma;
}
transformed parameters {
  vector[G] theta = mu + tau * z;
}
model {
  mu ~ normal(0, 2);
  tau ~ gamma(4, 4);
  z ~ normal(0, 1);
  sigma ~ gamma(4, 4);
  y ~ normal(theta[group], sigma);
}
generated quantities {
  vector[N] y_rep;
  for (n in 1:N) {
    y_rep[n] = normal_rng(theta[group[n]], sigma);
  }
}
