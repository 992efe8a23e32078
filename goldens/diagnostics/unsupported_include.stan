// Correct Stan that is not supported yet: an include (and the file is absent).
functions {
#include shared_functions.stan
}
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1);
}
