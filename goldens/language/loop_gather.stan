// Independent iterations that gather by a group index: a varying-intercept, varying-slope regression.
data {
  int<lower=0> N;
  int<lower=1> J;
  array[N] int<lower=1, upper=J> county;
  vector[N] x;
  vector[N] y;
}
parameters {
  real mu_a;
  real<lower=0> sigma_a;
  vector[J] a;
  array[J] real b;
  real<lower=0> sigma;
}
model {
  mu_a ~ normal(0, 5);
  sigma_a ~ normal(0, 2);
  a ~ normal(mu_a, sigma_a);
  b ~ normal(0, 1);
  sigma ~ exponential(1);
  for (n in 1:N) {
    y[n] ~ normal(a[county[n]] + b[county[n]] * x[n], sigma);
  }
}
