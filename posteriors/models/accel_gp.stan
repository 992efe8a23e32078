// Head acceleration in a simulated motorcycle crash: approximate Gaussian processes,
// expanded in basis functions, for the mean and for the log standard deviation.
functions {
  // Spectral density of the squared-exponential kernel at the frequencies `slambda`.
  vector spd_gp_exp_quad(array[] vector slambda, real sdgp, real lscale) {
    int NB = size(slambda);
    int D = size(slambda[1]);
    real constant = square(sdgp) * (sqrt(2 * pi()) * lscale) ^ D;
    real neg_half_lscale2 = -0.5 * square(lscale);
    vector[NB] out;
    for (m in 1:NB) {
      out[m] = constant * exp(neg_half_lscale2 * dot_self(slambda[m]));
    }
    return out;
  }
  // The process at the inputs.
  vector gp_approx(matrix X, real sdgp, real lscale, vector zgp,
                   array[] vector slambda) {
    vector[cols(X)] spd = spd_gp_exp_quad(slambda, sdgp, lscale);
    return X * (sqrt(spd) .* zgp);
  }
}
data {
  int<lower=1> N;
  vector[N] Y;
  int<lower=1> Kgp_1;
  int<lower=1> Dgp_1;
  int<lower=1> NBgp_1;
  matrix[N, NBgp_1] Xgp_1;
  array[NBgp_1] vector[Dgp_1] slambda_1;
  int<lower=1> Kgp_sigma_1;
  int<lower=1> Dgp_sigma_1;
  int<lower=1> NBgp_sigma_1;
  matrix[N, NBgp_sigma_1] Xgp_sigma_1;
  array[NBgp_sigma_1] vector[Dgp_sigma_1] slambda_sigma_1;
  int prior_only;
}
parameters {
  real Intercept;
  real<lower=0> sdgp_1;
  real<lower=0> lscale_1;
  vector[NBgp_1] zgp_1;
  real Intercept_sigma;
  real<lower=0> sdgp_sigma_1;
  real<lower=0> lscale_sigma_1;
  vector[NBgp_sigma_1] zgp_sigma_1;
}
model {
  target += student_t_lpdf(Intercept | 3, -13, 36);
  target += student_t_lpdf(sdgp_1 | 3, 0, 36) + log(2);
  target += inv_gamma_lpdf(lscale_1 | 1.124909, 0.0177);
  target += std_normal_lpdf(zgp_1);
  target += student_t_lpdf(Intercept_sigma | 3, 0, 10);
  target += student_t_lpdf(sdgp_sigma_1 | 3, 0, 36) + log(2);
  target += inv_gamma_lpdf(lscale_sigma_1 | 1.124909, 0.0177);
  target += std_normal_lpdf(zgp_sigma_1);
  if (prior_only == 0) {
    vector[N] mu = Intercept + gp_approx(Xgp_1, sdgp_1, lscale_1, zgp_1, slambda_1);
    vector[N] sigma = Intercept_sigma
                      + gp_approx(Xgp_sigma_1, sdgp_sigma_1, lscale_sigma_1,
                                  zgp_sigma_1, slambda_sigma_1);
    for (n in 1:N) {
      sigma[n] = exp(sigma[n]);
    }
    target += normal_lpdf(Y | mu, sigma);
  }
}
