// Loops that never run, and slices of length zero.
data {
  int<lower=0> N;
  vector[N] y;
}
parameters {
  real mu;
}
model {
  mu ~ std_normal();
  for (n in 1:N) y[n] ~ normal(mu, 1);
  for (n in 3:2) target += 100 * mu;
  y ~ normal(mu, 2);
  target += sum(y) * mu;
}
