// Conditional expressions on data and on parameters, nested, and on containers.
data {
  int<lower=0> N;
  array[N] int k;
  vector[N] x;
}
parameters {
  real a;
  real b;
}
model {
  vector[N] mu = k[1] > 0 ? a + x : b * x;
  for (n in 1:N) {
    x[n] ~ normal(k[n] == 1 ? a : k[n] == 2 ? b : a * b, k[n] > 1 ? 1 : 2.5);
  }
  x ~ normal(mu, 1);
  target += -(a > 0 ? square(a) : 2 * square(a)) - square(b);
}
