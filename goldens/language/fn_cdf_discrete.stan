// Cumulative distribution functions of counts, at parameters.
data {
  array[3] int y;
  array[3] int N;
}
parameters {
  real<lower=0.3, upper=4> a;
  real<lower=0.3, upper=4> b;
  real<lower=0, upper=1> theta;
}
model {
  target += poisson_lcdf(y | a) + 2 * poisson_lccdf(y | b);
  target += binomial_lcdf(y | N, theta) + 2 * binomial_lccdf(y | 9, theta);
  target += neg_binomial_lcdf(y | a, b) + 2 * neg_binomial_lccdf(y | a, b);
  target += neg_binomial_2_lcdf(y | a, b) + 2 * neg_binomial_2_lccdf(y | a, b);
  target += poisson_cdf(2 | a) * binomial_cdf(2 | 5, theta);
}
