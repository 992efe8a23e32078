// While loops whose number of turns depends on data.
data {
  int<lower=0> N;
  array[N] int k;
}
parameters {
  vector[N] v;
}
model {
  int n = 1;
  int rest = 13;
  while (n <= N && k[n] > 0) {
    target += -0.5 * k[n] * square(v[n]);
    n += 1;
  }
  while (rest > 0) {
    target += 0.1 * (rest % 2) * v[1 + rest % N];
    rest = rest %/% 2;
  }
  v ~ normal(0, 3);
}
