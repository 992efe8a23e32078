// A likelihood summed by slices.
functions {
  real partial_sum_lpmf(array[] int slice, int start, int end, vector x, real alpha, real beta) {
    return bernoulli_logit_lupmf(slice | alpha + beta * x[start:end]);
  }
  real partial_square(array[] real slice, int start, int end, real scale) {
    real sum = 0;
    for (n in start:end) {
      sum += -0.5 * square(slice[n - start + 1] / scale);
    }
    return sum;
  }
}
data {
  int N;
  array[N] int y;
  vector[N] x;
}
parameters {
  real alpha;
  real beta;
  array[3] real z;
  real<lower=0> s;
}
model {
  s ~ exponential(1);
  target += reduce_sum(partial_sum_lpmf, y, 2, x, alpha, beta);
  target += reduce_sum(partial_square, z, 1, s);
}
