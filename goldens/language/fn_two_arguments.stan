// Scalar functions of two and three arguments.
parameters {
  real a;
  real b;
  real<lower=0> p;
  real<lower=0, upper=1> t;
}
model {
  target += fma(a, b, p) + lmultiply(p, 1 + p) + log_diff_exp(1 + p, a / 10 - 2);
  target += log_sum_exp(a, b) + log_mix(t, a, b) + lbeta(p, 1 + t) + falling_factorial(5 + p, 2) / 10
            + 0.1 * rising_factorial(p, 3) + log1m(t) - owens_t(a, b) + 0.5 * ldexp(a, 2);
  target += -2 * square(a) - 2 * square(b) - p ^ 3;
}
