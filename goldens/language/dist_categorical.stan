// Categorical mass function.
data {
  int<lower=1> K;
  int<lower=0> N;
  array[N] int<lower=1, upper=K> y;
}
parameters {
  simplex[K] theta;
  array[2] simplex[K] phi;
}
model {
  theta ~ dirichlet(rep_vector(2, K));
  y ~ categorical(theta);
  for (n in 1:N) y[n] ~ categorical(phi[1 + n % 2]);
  target += categorical_lpmf(2 | theta) + categorical_lpmf(y | phi[2]);
}
