// A matrix filled by nested loops, and a product used inside a loop.
data {
  int<lower=1> N;
  array[N] real x;
  array[N] int<lower=0> y;
}
parameters {
  real a;
  real<lower=0> ell;
  vector[3] w;
}
model {
  matrix[N, 3] B;
  vector[N] f;
  for (i in 1:N) {
    for (j in 1:3) {
      B[i, j] = exp(-square(x[i] - j) / (2 * square(ell)));
    }
    f[i] = a + B[i] * w;
  }
  a ~ std_normal();
  ell ~ gamma(3, 2);
  w ~ std_normal();
  y ~ poisson_log(f);
}
