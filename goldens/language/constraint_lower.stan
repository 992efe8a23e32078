// Lower bounds on a real, a vector, an array and a matrix.
data {
  real low;
}
parameters {
  real<lower=0> a;
  vector<lower=low>[3] v;
  array[2] real<lower=-1.5> x;
  matrix<lower=0.5>[2, 2] m;
  row_vector<lower=2 * low>[2] r;
}
model {
  target += -a - sum(log1p(square(v))) - 0.5 * x[1] * x[2] - square(x[1]) - square(x[2]);
  target += -sum(m .* m) - dot_self(r) + m[1, 2] - 2 * m[2, 1];
}
