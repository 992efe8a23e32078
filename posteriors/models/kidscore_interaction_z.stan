// Children's test scores: interaction of predictors centred and divided by two sds.
functions {
  vector standardise(vector x) {
    return (x - mean(x)) / (2 * sd(x));
  }
}
data {
  int<lower=0> N;
  vector[N] kid_score;
  vector[N] mom_hs;
  vector[N] mom_iq;
}
transformed data {
  vector[N] z_mom_hs = standardise(mom_hs);
  vector[N] z_mom_iq = standardise(mom_iq);
  vector[N] inter = z_mom_hs .* z_mom_iq;
}
parameters {
  vector[4] beta;
  real<lower=0> sigma;
}
model {
  for (n in 1 : N) {
    real mu = beta[1];
    mu += beta[2] * z_mom_hs[n];
    mu += beta[3] * z_mom_iq[n];
    mu += beta[4] * inter[n];
    kid_score[n] ~ normal(mu, sigma);
  }
}
