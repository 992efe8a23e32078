// Bounds of slices that are expressions, and the empty slice at the end of a loop.
data {
  int<lower=1> N;
  array[N] real t;
}
parameters {
  vector[N] v;
  vector[N - 1] w;
}
model {
  v ~ normal(0, 2);
  w ~ normal(0, 1);
  for (n in 1:N) {
    target += -0.1 * sum(square(v[1:n])) + 0.2 * sum(w[n:(N - 1)]) + t[n] * sum(v[max(1, n - 1):min(N, n + 1)]);
  }
}
