// The same density as dist_truncation_gamma.stan, without the functions whose derivatives the oracle approximates.
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
  target += gamma_lpdf(a | 2, 1) - log1m_exp(gamma_lcdf(0.1 | 2, 1));
  target += student_t_lpdf(b | nu, 0, 1) + log2();
  target += gamma_lpdf(nu | 2, 0.1) - log1m_exp(gamma_lcdf(2 | 2, 0.1));
  theta ~ beta(a, b) T[, 0.9];
  for (n in 1:3) {
    target += gamma_lpdf(y[n] | a, b) - log_diff_exp(gamma_lcdf(4 | a, b), gamma_lcdf(0.2 | a, b));
  }
  for (n in 1:2) {
    target += poisson_lpmf(k[n] | b) - log1m_exp(-b);
  }
}
