// Loops over the elements of vectors, arrays and matrices.
data {
  array[4] int k;
  array[2, 3] real u;
}
parameters {
  vector[3] v;
  matrix[2, 2] A;
}
model {
  real total = 0;
  for (x in v) {
    target += -square(x) - log1p_exp(x);
  }
  for (i in k) {
    total += i * v[i];
  }
  for (a in A) {
    a ~ normal(0.3, 2);
  }
  for (row_ in u) {
    for (x in row_) {
      v[2] ~ normal(x, 1 + x);
    }
  }
  for (x in {v[1], v[2] * 2}) target += x;
  target += -square(total);
}
