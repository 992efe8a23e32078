// Dirichlet density with data and parameter concentration.
data {
  array[2] simplex[3] x;
  vector<lower=0>[3] a;
}
parameters {
  simplex[3] p;
  vector<lower=0>[3] alpha;
}
model {
  p ~ dirichlet(a);
  alpha ~ gamma(2, 1);
  p ~ dirichlet(alpha);
  for (i in 1:2) x[i] ~ dirichlet(alpha);
  target += dirichlet_lpdf(x[1] | alpha .* a);
}
