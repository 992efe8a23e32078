// The same density as fn_cdf_continuous.stan: the oracle's derivatives of gamma_lccdf, gamma_cdf, inv_gamma_* and
// chi_square_* are approximate, those of gamma_lcdf are not.
parameters {
  real<lower=0.3, upper=4> a;
  real<lower=0.3, upper=4> b;
  real mu;
  array[3] real<lower=0.05, upper=0.95> u;
}
model {
  vector[3] y = 3 * to_vector(u);
  vector[3] z = logit(to_vector(u));
  for (n in 1:3) {
    target += gamma_lcdf(y[n] | a, b) + 2 * log1m_exp(gamma_lcdf(y[n] | a, b));
    target += log1m_exp(gamma_lcdf(inv(y[n]) | a, b)) + 2 * gamma_lcdf(inv(y[n]) | a, b);
    target += gamma_lcdf(y[n] | 0.5 * a, 0.5) + 2 * log1m_exp(gamma_lcdf(y[n] | 0.5 * a, 0.5));
  }
  target += beta_lcdf(u | a, b) + 2 * beta_lccdf(u | a, b);
  target += student_t_lcdf(z | b, mu, a) + 2 * student_t_lccdf(z | b, mu, a);
  target += double_exponential_lcdf(z | mu, a) + 2 * double_exponential_lccdf(z | mu, a);
  target += gumbel_lcdf(z | mu, b) + 2 * gumbel_lccdf(z | mu, b);
  target += frechet_lcdf(y | a, b) + 2 * frechet_lccdf(y | a, b);
  target += weibull_lcdf(y | a, b) + 2 * weibull_lccdf(y | a, b);
  target += rayleigh_lcdf(y | a) + 2 * rayleigh_lccdf(y | a);
  target += pareto_lcdf(5 + 0 * y | 4.5, a) + 2 * pareto_lccdf(y + 4 | 4, b);
  target += cauchy_lcdf(z | mu, b) + 2 * cauchy_lccdf(z | mu, b);
  target += logistic_lcdf(z | mu, b) + 2 * logistic_lccdf(z | mu, b);
  target += loglogistic_cdf(y | a, b);
  target += exp(gamma_lcdf(y | a, b)) - student_t_cdf(z | b, mu, a) + beta_cdf(u | a, b);
}
