// Arrays of simplexes and of ordered vectors.
data {
  int<lower=1> K;
}
parameters {
  array[K] simplex[K] trans;
  array[2] ordered[K] cut;
  array[2, 2] positive_ordered[2] w;
}
model {
  for (k in 1:K) {
    trans[k] ~ dirichlet(rep_vector(1.0 + k, K));
    cut[1, k] ~ normal(k, 1);
  }
  cut[2] ~ normal(0, 3);
  for (i in 1:2) {
    for (j in 1:2) {
      w[i, j] ~ exponential(i + j);
    }
  }
}
