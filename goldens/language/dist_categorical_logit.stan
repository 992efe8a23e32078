// Categorical mass function on the logit scale.
data {
  int<lower=1> K;
  int<lower=0> N;
  array[N] int<lower=1, upper=K> y;
  vector[N] x;
}
parameters {
  vector[K] alpha;
  vector[K - 1] beta_raw;
}
transformed parameters {
  vector[K] beta = append_row(0, beta_raw);
}
model {
  alpha ~ normal(0, 2);
  beta_raw ~ normal(0, 2);
  y ~ categorical_logit(alpha);
  for (n in 1:N) {
    y[n] ~ categorical_logit(alpha + beta * x[n]);
  }
  target += categorical_logit_lpmf(y[1] | beta) + categorical_logit_lpmf(y | alpha - beta);
}
