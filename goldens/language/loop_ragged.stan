// Ragged groups by start and end, and by a moving position.
data {
  int<lower=0> N;
  int<lower=1> G;
  vector[N] y;
  array[G] int<lower=1> start;
  array[G] int<lower=0> end;
  array[G] int<lower=0> size_;
}
parameters {
  vector[G] mu;
  real<lower=0> sigma;
}
model {
  int pos = 1;
  mu ~ normal(0, 2);
  sigma ~ exponential(1);
  for (g in 1:G) {
    y[start[g]:end[g]] ~ normal(mu[g], sigma);
    for (n in start[g]:end[g]) {
      target += -0.1 * abs(y[n] - mu[g]);
    }
    segment(y, pos, size_[g]) ~ student_t(4, mu[g], 1);
    pos += size_[g];
  }
}
