// A varying-intercept, varying-slope model with a Cholesky factor of correlations made by hand.
data {
  int<lower=0> N;
  int<lower=1> J;
  array[N] int<lower=1, upper=J> county;
  vector[N] floor_;
  vector[N] log_radon;
}
parameters {
  matrix[2, J] z;
  vector<lower=0>[2] tau;
  real<lower=-1, upper=1> rho;
  vector[2] gamma;
  real<lower=0> sigma;
}
transformed parameters {
  matrix[J, 2] b;
  {
    matrix[2, 2] L = [[1, 0], [rho, sqrt(1 - square(rho))]];
    b = (rep_matrix(gamma, J) + diag_pre_multiply(tau, L) * z)';
  }
}
model {
  to_vector(z) ~ std_normal();
  tau ~ exponential(1);
  gamma ~ normal(0, 2);
  sigma ~ exponential(1);
  log_radon ~ normal(b[county, 1] + b[county, 2] .* floor_, sigma);
}
