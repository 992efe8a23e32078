// Children's test scores on the mother's IQ.
data {
  int<lower=0> N;
  vector<lower=0, upper=200>[N] kid_score;
  vector<lower=0, upper=200>[N] mom_iq;
}
parameters {
  vector[2] beta;
  real<lower=0> sigma;
}
model {
  target += cauchy_lpdf(sigma | 0, 2.5);
  target += normal_lpdf(kid_score | beta[1] + beta[2] * mom_iq, sigma);
}
