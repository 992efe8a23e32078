// Coal-mining disasters: counts with a Gaussian process for the log rate.
data {
  int<lower=1> N;
  array[N] real time;  // in decades
  array[N] int<lower=0> count;
}
parameters {
  real mu;
  real<lower=0> length_scale;
  real<lower=0> amplitude;
  vector[N] z;
}
transformed parameters {
  vector[N] f;
  {
    matrix[N, N] K = gp_exp_quad_cov(time, amplitude, length_scale);
    for (n in 1:N) {
      K[n, n] += 1e-8;
    }
    f = mu + cholesky_decompose(K) * z;
  }
}
model {
  mu ~ normal(2, 1);
  length_scale ~ inv_gamma(5, 8);
  amplitude ~ normal(0, 1);
  z ~ std_normal();
  count ~ poisson_log(f);
}
