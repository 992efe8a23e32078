// Half densities by a declared bound, with a factor 2 in two of them.
parameters {
  real<lower=0> a;
  real<lower=0> b;
  vector<lower=0>[2] c;
  real<lower=0> d;
}
model {
  a ~ normal(0, 2);
  b ~ student_t(3, 0, 2.5);
  c ~ cauchy(0, 1);
  target += student_t_lpdf(d | 3, 0, 10) - student_t_lccdf(0 | 3, 0, 10);
  target += normal_lpdf(a | 0, b) + log(2);
}
