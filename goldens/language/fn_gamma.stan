// Gamma and beta functions and their relatives. Stan's own trigamma, the derivative of digamma, is good to about 3e-9 only,
// so digamma carries a small weight.
data {
  int<lower=0> n;
}
parameters {
  real<lower=0> a;
  real<lower=0> b;
  vector<lower=0>[3] v;
}
model {
  target += -lgamma(a) + lbeta(a, b) - 0.1 * tgamma(1 + a) + 0.03 * digamma(a) + 0.1 * log1p(trigamma(b));
  target += sum(lgamma(v)) + 0.03 * dot_product(digamma(v), v) - dot_self(v);
  target += lchoose(n + a, 2) + 0.2 * lmgamma(2, 1 + a) + log_rising_factorial(a, b)
            + log_falling_factorial(4 + a, b) + lgamma(n + b) + choose(5, 2) * a;
  target += -square(a) - square(b);
}
