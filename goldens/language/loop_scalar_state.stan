// Several scalars carried through one loop, one of them reset on data.
data {
  int<lower=1> T;
  array[T] int<lower=0, upper=1> reset;
  vector[T] u;
}
parameters {
  real<lower=0, upper=1> rate;
  real gain;
  real<lower=0> sigma;
}
model {
  real value = 0;
  real trace_ = 1;
  rate ~ beta(2, 2);
  gain ~ normal(0, 2);
  sigma ~ exponential(1);
  for (t in 1:T) {
    if (reset[t]) {
      value = 0;
      trace_ = 1;
    }
    u[t] ~ normal(gain * value, sigma);
    trace_ *= 1 - rate;
    value += rate * (u[t] - value) + 0.1 * trace_;
  }
}
