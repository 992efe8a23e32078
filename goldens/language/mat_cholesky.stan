// Cholesky factors of covariances built from parameters, element by element.
data {
  int<lower=1> N;
  array[N] real x;
  vector[N] y;
}
parameters {
  real<lower=0> rho;
  real<lower=0> alpha;
  real<lower=0> sigma;
  vector[N] eta;
}
model {
  matrix[N, N] K;
  matrix[N, N] L;
  for (i in 1:(N - 1)) {
    K[i, i] = square(alpha) + square(sigma);
    for (j in (i + 1):N) {
      K[i, j] = square(alpha) * exp(-0.5 * square((x[i] - x[j]) / rho));
      K[j, i] = K[i, j];
    }
  }
  K[N, N] = square(alpha) + square(sigma);
  L = cholesky_decompose(K);
  rho ~ inv_gamma(5, 5);
  alpha ~ std_normal();
  sigma ~ std_normal();
  eta ~ std_normal();
  y ~ normal(L * eta, 1);
  target += -sum(log(diagonal(L)));
}
