// Powers, roots, and squares, by function and by operator.
data {
  int k;
  real d;
}
parameters {
  real a;
  real<lower=0> p;
  vector<lower=0>[3] v;
  vector[3] w;
}
model {
  target += -a ^ 2 - square(a) + a ^ 3 / 10 + p ^ a + pow(p, d) + pow(d, a) + pow(a, k) + p ^ -1;
  target += sqrt(p) + cbrt(p) + inv(1 + p) + inv_sqrt(p) - inv_square(1 + p) + hypot(a, p) - 2 * p;
  target += sum(v .^ 1.5) - sum(v .^ w) - sum(2 .^ w) + sum(w .^ 2) / 4 - dot_self(w) - sum(pow(v, 2)) + sum(inv(v + 1)) + sum(inv_sqrt(1 + square(w)));
}
