// Student-t density, every argument a parameter in turn.
data {
  vector[3] x;
}
parameters {
  real<lower=1> nu;
  real mu;
  real<lower=0> sigma;
  vector[3] m;
  real y;
}
model {
  nu ~ gamma(2, 0.1);
  y ~ student_t(nu, mu, sigma);
  x ~ student_t(4, m, sigma);
  x ~ student_t(nu, mu, [1, 2, 3]');
  m ~ student_t(3, 0, 2.5);
  mu ~ student_t(7, 0, 10);
  target += student_t_lpdf(x | nu, m, sigma);
}
