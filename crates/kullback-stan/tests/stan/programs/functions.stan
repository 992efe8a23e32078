// Functions of every kind, constraints and statements. Stan's own compiler (in stanli 0.24) accepts it.
functions {
  real fact(int n);
  int is_even(int n);
  int is_odd(int n) { if (n == 0) return 0; else return is_even(n - 1); }
  int is_even(int n) { if (n == 0) { return 1; } return is_odd(n - 1); }
  real fact(int n) { if (n < 2) return 1; return n * fact(n - 1); }
  real my_lpdf(real y, real mu, data real s) { return -square(y - mu) / s; }
  real my_lpdf(vector y, real mu, data real s) { return normal_lupdf(y | mu, s); }
  real my_lcdf(real y, real mu, data real s) { return normal_lcdf(y | mu, s); }
  real my_lccdf(real y, real mu, data real s) { return normal_lccdf(y | mu, s); }
  real cnt_lpmf(array[] int y, vector p) { real lp = 0; for (i in y) { lp += log(p[i]); } return lp; }
  void add_lp(real x) { target += x; x ~ normal(0, 1); print(target()); }
  real both_lp(real x) { target += x; return target(); }
  vector draw_rng(int n, real s) { vector[n] r; for (i in 1:n) r[i] = normal_rng(0, s); return r; }
  void nothing(data array[,] real x, int n) { if (n > 1) return; print("n = ", n, x); }
  matrix outer(vector a, row_vector b) { return a * b; }
  real loop1(int n) { int i = 0; while (1) { i += 1; if (i > n) return i; else continue; } }
  real loop2(vector x) { for (i in 1:num_elements(x)) { if (x[i] > 0) break; return 1.0; } reject("bad", x); }
  array[] vector arr(array[] vector x, int k) { return x[1:k]; }
  real over(int x) { return 1; }
  real over(real x) { return 2; }
  real over(array[] real x, vector y) { return 3; }
  real shift_jacobian(real x, real m) { jacobian += log(m); return x * m; }
}
data {
  int<lower=0> N;
  array[N] int<lower=1, upper=3> k;
  vector[N] y;
  array[N, 2] real x;
  real<lower=0> s;
}
transformed data {
  vector[N] z = draw_rng(N, s);
  int even = is_even(N);
  nothing(x, N);
  { real t = fact(3); print("t", t); }
}
parameters {
  real mu;
  simplex[3] p;
  vector<lower=0, upper=s>[N] w;
  real<offset=mu, multiplier=s> q;
  cholesky_factor_corr[3] L;
  cov_matrix[2] S;
  array[2] ordered[3] o;
  cholesky_factor_cov[4, 2] C;
  unit_vector[3] u;
  sum_to_zero_vector[3] sz;
  real raw;
}
transformed parameters {
  real sh = shift_jacobian(raw, 2);
  vector[N] e = exp(w);
  { real loc = e[1]; }
  jacobian += sum(e);
  matrix[2, 2] M = outer(e[1:2], e[1:2]');
}
model {
  mu ~ my(0, 1);
  y ~ my(mu, s);
  mu ~ my(0, 1) T[-1, 2];
  w ~ normal(0, 1) T[0, ];
  k ~ cnt(p);
  add_lp(mu);
  target += both_lp(mu) + my_lupdf(mu | 0, 1) + over(1) + over(1.5) + over({1, 2}, y);
  profile("a") { target += cnt_lpmf(k | p); }
  real loc = 3;
  for (n in 1:N) { if (k[n] == 1 && y[n] > 0) continue; else if (!k[n]) break; target += y[n]; }
  for (v in x) { for (t in v) target += t; }
  for (m in [[1, 2], [3, 4]]) target += m;
  while (loc > 0) { loc -= 1; }
  q ~ std_normal();
  L ~ lkj_corr_cholesky(2);
  S ~ wishart(3, identity_matrix(2));
  target += N ? mu : 1;
  ;
  if (loop1(3) > loop2(y)) { reject("no ", loc); } else fatal_error("x");
}
generated quantities {
  int r = poisson_rng(3);
  array[N] real yr = normal_rng(y, s);
  vector[N] d = draw_rng(N, mu);
  matrix[2, 3] A = [[1, 2, 3], [4, 5, 6]];
  A[1] = A[2];
  A[, 1] = A[:, 2];
  A[1:2, {1, 2}] *= 2;
  array[2] vector[3] av = {A[1]', A[2, ]'};
  av[1][2] = 3; av[1, 2] += 1;
  real mm = 1e-3 + .5 + 1. + 2E5 + 1_000;
  int ii = 7 %/% 2 + 7 % 2 - (3 > 2) * -1;
}
