// A statement in the data block.
data {
  int N;
  N = 3;
}
parameters {
  real mu;
}
model {
  mu ~ normal(0, N);
}
