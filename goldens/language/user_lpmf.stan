// User mass functions, over one count and over an array of counts.
functions {
  real zip_lpmf(int y, real theta, real lambda) {
    if (y == 0) {
      return log_sum_exp(bernoulli_lpmf(1 | theta), bernoulli_lpmf(0 | theta) + poisson_lpmf(0 | lambda));
    }
    return bernoulli_lpmf(0 | theta) + poisson_lpmf(y | lambda);
  }
  real hurdle_lpmf(array[] int y, real theta, real lambda) {
    real lp = 0;
    for (n in 1:size(y)) {
      if (y[n] == 0) lp += log(theta);
      else lp += log1m(theta) + poisson_lpmf(y[n] | lambda) - log1m_exp(-lambda);
    }
    return lp;
  }
}
data {
  int<lower=0> N;
  array[N] int<lower=0> y;
}
parameters {
  real<lower=0, upper=1> theta;
  real<lower=0> lambda;
}
model {
  lambda ~ gamma(2, 0.5);
  for (n in 1:N) {
    y[n] ~ zip(theta, lambda);
  }
  y ~ hurdle(theta, lambda);
  target += zip_lpmf(3 | theta, lambda);
}
