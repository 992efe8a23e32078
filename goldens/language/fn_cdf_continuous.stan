// Logarithms of cumulative distribution functions and of their complements, at parameters.
parameters {
  real<lower=0.3, upper=4> a;
  real<lower=0.3, upper=4> b;
  real mu;
  array[3] real<lower=0.05, upper=0.95> u;
}
model {
  vector[3] y = 3 * to_vector(u);
  vector[3] z = logit(to_vector(u));
  target += gamma_lcdf(y | a, b) + 2 * gamma_lccdf(y | a, b);
  target += inv_gamma_lcdf(y | a, b) + 2 * inv_gamma_lccdf(y | a, b);
  target += chi_square_lcdf(y | a) + 2 * chi_square_lccdf(y | a);
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
  target += gamma_cdf(y | a, b) - student_t_cdf(z | b, mu, a) + beta_cdf(u | a, b);
}
