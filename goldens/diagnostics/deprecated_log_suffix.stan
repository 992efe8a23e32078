// A density called by its old _log name.
parameters {
  real mu;
}
model {
  target += normal_log(mu, 0, 1);
}
