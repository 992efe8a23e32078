// A change point summed out: a vector filled in a loop with a branch on the loop indexes.
data {
  int<lower=1> T;
  array[T] int<lower=0> D;
  real<lower=0> r_e;
  real<lower=0> r_l;
}
parameters {
  real<lower=0> early;
  real<lower=0> late;
}
transformed parameters {
  vector[T] lp = rep_vector(-log(T), T);
  for (s in 1:T) {
    for (t in 1:T) {
      lp[s] = lp[s] + poisson_lpmf(D[t] | t < s ? early : late);
    }
  }
}
model {
  early ~ exponential(r_e);
  late ~ exponential(r_l);
  target += log_sum_exp(lp);
}
