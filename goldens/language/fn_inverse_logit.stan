// Logit and its relatives.
parameters {
  real a;
  vector[3] v;
  real<lower=0, upper=1> p;
  vector<lower=0, upper=1>[2] q;
}
model {
  target += logit(p) * 0.3 + sum(logit(q)) + log(inv_logit(a)) - square(a);
  target += sum(log(inv_logit(v))) + sum(log_inv_logit(-2 * v)) - dot_self(v);
  target += inv_cloglog(a) + sum(inv_cloglog(v)) + inv_cloglog(-1.5 * v[2]);
}
