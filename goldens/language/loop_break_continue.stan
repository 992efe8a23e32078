// Break and continue on data.
data {
  int<lower=0> N;
  vector[N] x;
}
parameters {
  vector[N] v;
}
model {
  v ~ std_normal();
  for (n in 1:N) {
    if (x[n] < 0) continue;
    if (x[n] > 5) break;
    v[n] ~ normal(x[n], 0.5);
    for (m in 1:n) {
      if (m == 2) {
        continue;
      }
      target += 0.1 * v[m];
      if (m > 2) break;
    }
  }
}
