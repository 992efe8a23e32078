// Exponentials and logarithms, of scalars and of containers.
parameters {
  real a;
  real<lower=0> p;
  vector[3] v;
  matrix<lower=0>[2, 2] m;
  array[2] real x;
}
model {
  target += -exp(a) - exp2(0.3 * a) + log(p) - p + log10(p) - log2(1 + p);
  target += log1p(p) - expm1(0.5 * a) + log1m(-p) + log1p_exp(a) + log1m_exp(-p);
  target += -sum(exp(v)) - sum(log1p(exp(-v))) + sum(log(m)) - sum(sqrt(m)) - sum(square(v));
  target += log_inv_logit(a) + log1m_inv_logit(v[1]) - sum(exp(x)) + dot_product(log1p_exp(v), v);
  target += -dot_self(to_vector(x));
}
