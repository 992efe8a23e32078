// Indexing by an array of integers: gathers with repeats.
data {
  int<lower=1> N;
  int<lower=1> J;
  array[N] int<lower=1, upper=J> g;
  array[N] int<lower=1, upper=2> h;
  vector[N] y;
}
parameters {
  vector[J] a;
  array[J] real b;
  array[2, J] real c;
  matrix[2, J] M;
}
model {
  a ~ std_normal();
  b ~ std_normal();
  for (i in 1:2) c[i] ~ std_normal();
  to_vector(M) ~ normal(0, 2);
  y ~ normal(a[g] + to_vector(b[g]), 1.5);
  y ~ normal(c[2, g], 1);
  y ~ normal(a[{1, 1, 3, 2, 2, 3}], 2);
  y ~ normal(M[1, g], 3);
  for (n in 1:N) {
    y[n] ~ normal(c[h[n], g[n]] + M[h[n], g[n]], 1);
  }
  target += -sum(square(M[h, {3, 1}])) + a[g[2:3]][1] * a[g][5];
}
