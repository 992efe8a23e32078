// User densities, called with ~ and by name.
functions {
  real shifted_exponential_lpdf(real y, real shift, real rate) {
    return exponential_lpdf(y - shift | rate);
  }
  real pairs_lpdf(vector y, real rho) {
    real lp = 0;
    for (i in 2:num_elements(y)) {
      lp += normal_lpdf(y[i] | rho * y[i - 1], 1);
    }
    return lp;
  }
}
data {
  vector[4] y;
}
parameters {
  real<upper=0> shift;
  real<lower=0> rate;
  real rho;
  vector[4] z;
}
model {
  shift ~ normal(0, 1);
  rate ~ gamma(2, 1);
  for (n in 1:4) y[n] ~ shifted_exponential(shift, rate);
  z ~ pairs(rho);
  z[1] ~ normal(0, 2);
  rho ~ normal(0, 0.5);
  target += pairs_lpdf(y | 0.5 * rho) + shifted_exponential_lpdf(1.5 | shift, rate);
}
