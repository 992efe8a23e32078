// A function that does not exist, one letter away from one that does.
parameters {
  vector[3] v;
}
model {
  target += -log_sum_expp(v);
}
