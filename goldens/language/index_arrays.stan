// Arrays of arrays, of vectors and of matrices, indexed in every mixture.
data {
  array[2, 3] int k;
  array[2] matrix[2, 2] D;
}
parameters {
  array[2, 3] real x;
  array[2] vector[3] v;
  array[2, 2] vector[2] w;
  array[2] matrix[2, 2] A;
}
model {
  for (i in 1:2) {
    x[i] ~ normal(v[i], 1);
    v[i] ~ normal(k[i, 2], 2);
    w[i, 1] ~ normal(v[i][1:2], 1);
    w[i][2] ~ normal(w[i, 1], 1);
    target += -sum(square(A[i])) + sum(A[i] .* D[i]) + A[i][1, 2] * v[i, 3] + A[i, 2, 1] * x[i, k[i, 1]];
  }
  target += sum(x[, 2]) - square(x[2][3]) + sum(v[1:2, 3]) * 0.2 + dot_product(v[2, 1:2], w[1, 2]) + w[2, 2, 1];
}
