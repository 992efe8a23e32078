// Indexing, matrix operators and distributions. Stan's own compiler (in stanli 0.24) accepts it.
functions {
  vector ode(real t, vector y, real a) { return -a * y; }
  real part_sum(array[] real sl, int start, int end, real mu) { return normal_lpdf(sl | mu, 1); }
}
data { int T; array[T] real ts; array[T] real y; matrix[T, T] X; }
transformed data { array[2, 3] int idx = {{1, 2, 3}, {3, 2, 1}}; int n = size(idx[1]) + dims(X)[1]; }
parameters { real<lower=0> a; vector[3] b; row_vector[T] rv; matrix<lower=0>[T, 2] W; }
transformed parameters { vector[T] eta = X * W[, 1] + rv'; eta[{1, 2}] = b[idx[1, 1:2]]; }
model {
  y ~ normal(eta, a);
  y[1:2] ~ normal(b[1], exp(b[2:3]));
  target += normal_id_glm_lpdf(to_vector(y) | X, a, eta, 1) + categorical_lpmf(1 | softmax(b));
  target += sum(X[1, :] .* rv) + dot_product(X[:, 1], rv) + (X \ eta)[1] + (rv / X)[1] + quad_form(X, eta);
  target += log_mix(0.5, normal_lpdf(a | 0, 1), normal_lpdf(a | 1, 1)) + log_sum_exp(b) + log_sum_exp(a, 1) - a ^ 2 ^ 0.5;
  b ~ multi_normal_cholesky(rep_vector(0, 3), diag_matrix(rep_vector(1, 3)));
  {b, b} ~ multi_normal(b, diag_matrix(b));
}
generated quantities {
  array[T] int k = poisson_log_rng(eta);
  int c = categorical_rng(softmax(b));
  real x = (T > 3 ? b : reverse(b))[1] + (b')[1];
}
