// The order of unconstrained coordinates: matrices by column, arrays by row.
parameters {
  matrix[2, 3] m;
  array[2, 3] real a;
  array[2] matrix[2, 2] am;
  array[2] vector[3] av;
  array[3] row_vector[2] ar;
}
model {
  for (i in 1:2) {
    for (j in 1:3) {
      m[i, j] ~ normal(10 * i + j, 7);
      a[i, j] ~ normal(10 * i + j, 5);
      av[i][j] ~ normal(10 * i + j, 3);
      ar[j, i] ~ normal(10 * j + i, 4);
    }
    for (j in 1:2) for (k in 1:2) am[i][j, k] ~ normal(100 * i + 10 * j + k, 50);
  }
}
