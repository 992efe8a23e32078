// Offset and multiplier: the non-centred parameterisation by declaration.
data {
  int<lower=1> J;
  vector[J] y;
}
parameters {
  real mu;
  real<lower=0> tau;
  vector<offset=mu, multiplier=tau>[J] theta;
  real<offset=3> shifted;
  real<multiplier=2.5> scaled;
}
model {
  mu ~ normal(0, 5);
  tau ~ normal(0, 2);
  theta ~ normal(mu, tau);
  y ~ normal(theta, 1.5);
  shifted ~ student_t(4, 2, 1);
  scaled ~ normal(shifted, 1);
}
