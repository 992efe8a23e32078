// Comparisons and logical operators on data choose parameters.
data {
  int<lower=0> N;
  array[N] int k;
  vector[N] x;
}
parameters {
  vector[2] a;
}
model {
  for (n in 1:N) {
    if (x[n] > 0 && k[n] != 2) {
      target += -square(a[1] - x[n]);
    } else if (x[n] <= -1 || !(k[n] >= 2)) {
      target += -square(a[2] - x[n]);
    } else {
      target += -0.5 * square(a[1] + a[2]);
    }
    a[1] ~ normal(k[n] == 2, 3);
    a[2] ~ normal((x[n] < 0) + 2 * (x[n] >= 1), 3);
  }
}
