// The same density as fn_log_mix.stan, in functions that the oracle has.
data {
  int<lower=0> N;
  vector[N] y;
}
parameters {
  real<lower=0, upper=1> t;
  simplex[3] w;
  vector[3] mu;
  real<lower=0> sigma;
}
model {
  mu ~ normal(0, 2);
  sigma ~ gamma(2, 2);
  for (n in 1:N) {
    vector[3] lp;
    for (k in 1:3) lp[k] = normal_lpdf(y[n] | mu[k], sigma);
    target += log_sum_exp(log(w) + lp);
    target += log_mix(t, normal_lpdf(y[n] | mu[1], 1), std_normal_lpdf(y[n]));
  }
}
