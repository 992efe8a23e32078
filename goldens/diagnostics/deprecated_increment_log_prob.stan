// The call that was replaced by target +=.
parameters {
  real mu;
}
model {
  increment_log_prob(-square(mu));
}
