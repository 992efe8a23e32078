// Base-ten logarithm of earnings on height.
data {
  int<lower=0> N;
  vector[N] earn;
  vector[N] height;
}
transformed data {
  vector[N] log10_earn = log10(earn);
}
parameters {
  vector[2] beta;
  real<lower=0> sigma;
}
model {
  for (n in 1:N) {
    log10_earn[n] ~ normal(beta[1] + beta[2] * height[n], sigma);
  }
}
