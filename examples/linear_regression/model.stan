// Stopping distance of a car (feet) against its speed (miles per hour).
data {
  int<lower=0> N;
  vector<lower=0>[N] speed;
  vector<lower=0>[N] dist;
}
parameters {
  real alpha;
  real beta;
  real<lower=0> sigma;
}
model {
  alpha ~ normal(0, 50);
  beta ~ normal(0, 10);
  sigma ~ exponential(0.05);
  dist ~ normal(alpha + beta * speed, sigma);
}
