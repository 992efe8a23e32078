// Children's test scores on the mother's schooling and IQ.
data {
  int<lower=0> N;
  vector<lower=0, upper=200>[N] kid_score;
  vector<lower=0, upper=1>[N] mom_hs;
  vector<lower=0, upper=200>[N] mom_iq;
}
transformed data {
  matrix[N, 3] X = append_col(rep_vector(1, N), append_col(mom_hs, mom_iq));
}
parameters {
  vector[3] beta;
  real<lower=0> sigma;
}
model {
  sigma ~ cauchy(0, 2.5);
  kid_score ~ normal(X * beta, sigma);
}
