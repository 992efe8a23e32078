// Work in transformed data: loops, counts, locals, and constants for the model.
data {
  int<lower=0> N;
  vector[N] y;
  array[N] int<lower=1, upper=3> g;
}
transformed data {
  array[3] int<lower=0> count = rep_array(0, 3);
  vector[3] group_mean = rep_vector(0, 3);
  real ss = 0;
  int positive = 0;
  for (n in 1:N) {
    count[g[n]] += 1;
    group_mean[g[n]] += y[n];
    ss += square(y[n]);
    positive += y[n] > 0;
  }
  for (j in 1:3) {
    if (count[j] > 0) group_mean[j] /= count[j];
  }
  array[positive] int where_positive;
  {
    int i = 1;
    for (n in 1:N) {
      if (y[n] > 0) {
        where_positive[i] = n;
        i += 1;
      }
    }
  }
  vector[N] z = (y - mean(y)) / sd(y);
}
parameters {
  vector[3] mu;
  real<lower=0> sigma;
}
model {
  mu ~ normal(group_mean, sigma);
  sigma ~ gamma(N, ss);
  z ~ normal(mu[g], sigma);
  y[where_positive] ~ normal(mu[1], positive);
}
