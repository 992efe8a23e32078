// A sparse regression with the regularised horseshoe.
data {
  int<lower=0> N;
  int<lower=1> K;
  matrix[N, K] X;
  vector[N] y;
}
parameters {
  vector[K] z;
  vector<lower=0>[K] lambda;
  real<lower=0> tau;
  real<lower=0> c2;
  real<lower=0> sigma;
}
transformed parameters {
  vector[K] lambda_tilde = sqrt(c2 * square(lambda) ./ (c2 + square(tau) * square(lambda)));
  vector[K] beta = tau * z .* lambda_tilde;
}
model {
  z ~ std_normal();
  lambda ~ student_t(1, 0, 1);
  tau ~ student_t(1, 0, 2 * sigma);
  c2 ~ inv_gamma(2, 8);
  sigma ~ exponential(1);
  y ~ normal_id_glm(X, 0.0, beta, sigma);
}
