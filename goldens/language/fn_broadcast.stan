// Functions of a scalar and a container, applied element by element.
data {
  vector[3] d;
  array[3] int k;
}
parameters {
  vector[3] v;
  real a;
  vector<lower=0>[3] p;
}
model {
  target += sum(fmax(v, a)) - sum(fmin(0.1, v)) + sum(pow(p, a)) - sum(pow(p, d)) + sum(hypot(v, d));
  target += sum(lbeta(p, 2)) + sum(lmultiply(v, p)) + sum(fdim(v, d)) + sum(log_sum_exp(v, d) * v[1]);
  target += sum(lchoose(k, 2)) * a + sum(atan2(v, p)) - dot_self(v) - square(a) - sum(p);
}
