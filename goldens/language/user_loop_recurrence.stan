// A user function whose loop carries a state: the likelihood of a logistic growth in steps.
functions {
  vector grow(real y0, real r, real K, int T) {
    vector[T] y;
    real now = y0;
    for (t in 1:T) {
      now += r * now * (1 - now / K);
      y[t] = now;
    }
    return y;
  }
}
data {
  int<lower=1> T;
  vector<lower=0>[T] y;
}
parameters {
  real<lower=0> y0;
  real<lower=0, upper=1> r;
  real<lower=1> K;
  real<lower=0> sigma;
}
model {
  y0 ~ lognormal(0, 1);
  r ~ beta(2, 2);
  K ~ normal(5, 2);
  sigma ~ exponential(2);
  y ~ lognormal(log(grow(y0, r, K, T)), sigma);
}
