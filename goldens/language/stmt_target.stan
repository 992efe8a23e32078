// The target read back, and several ways to add to it.
data {
  vector[3] y;
}
parameters {
  real mu;
  real<lower=0> sigma;
}
model {
  target += -square(mu);
  target += normal_lpdf(y | mu, sigma);
  real so_far = target();
  target += -0.01 * square(so_far);
  target += {-mu, -sigma, 0.5};
  target += -square(y - mu);
}
