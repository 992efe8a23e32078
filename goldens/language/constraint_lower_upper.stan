// Two-sided bounds, and one program of everything bounded twice.
data {
  real low;
  real high;
}
parameters {
  real<lower=0, upper=1> p;
  vector<lower=low, upper=high>[3] v;
  array[2, 2] real<lower=-1, upper=1> x;
  row_vector<upper=high, lower=low>[2] r;
}
model {
  p ~ beta(2, 3.5);
  v ~ normal(0, 1);
  for (i in 1:2) for (j in 1:2) x[i, j] ~ normal(i - 0.5 * j, 1);
  target += -exp(r[1]) + 0.3 * r[2] * p;
}
