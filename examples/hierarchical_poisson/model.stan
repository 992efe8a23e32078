// Failures of ten pumps in a power plant, each watched for a different time.
data {
  int<lower=0> N;
  array[N] int<lower=0> failures;
  vector<lower=0>[N] hours;  // thousands of hours
}
transformed data {
  vector[N] log_hours = log(hours);
}
parameters {
  real mu;
  real<lower=0> tau;
  vector[N] z;
}
transformed parameters {
  vector[N] log_rate = mu + tau * z;
}
model {
  mu ~ normal(0, 2);
  tau ~ normal(0, 2);
  z ~ std_normal();
  failures ~ poisson_log(log_rate + log_hours);
}
generated quantities {
  vector[N] rate = exp(log_rate);
}
