// Truncation of densities whose cumulative distribution has no elementary form.
data {
  array[3] real<lower=0> y;
  array[2] int<lower=1> k;
}
parameters {
  real<lower=0.1> a;
  real<lower=0> b;
  real<lower=2> nu;
  real<lower=0, upper=0.9> theta;
}
model {
  a ~ gamma(2, 1) T[0.1, ];
  b ~ student_t(nu, 0, 1) T[0, ];
  nu ~ gamma(2, 0.1) T[2, ];
  theta ~ beta(a, b) T[, 0.9];
  for (n in 1:3) {
    y[n] ~ gamma(a, b) T[0.2, 4];
  }
  for (n in 1:2) {
    k[n] ~ poisson(b) T[1, ];
  }
}
