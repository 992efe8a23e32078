// Two-state hidden Markov model with normal emissions of known spread.
data {
  int<lower=0> N;
  int<lower=0> K;
  array[N] real y;
}
parameters {
  simplex[K] theta1;
  simplex[K] theta2;
  positive_ordered[K] mu;
}
transformed parameters {
  array[K] vector[K] theta = {theta1, theta2};
}
model {
  mu[1] ~ normal(3, 1);
  mu[2] ~ normal(10, 1);
  // forward algorithm
  {
    vector[K] log_g;
    for (k in 1:K) {
      log_g[k] = normal_lpdf(y[1] | mu[k], 1);
    }
    for (t in 2:N) {
      vector[K] next_log_g;
      for (k in 1:K) {
        vector[K] acc;
        for (j in 1:K) {
          acc[j] = log_g[j] + log(theta[j][k]);
        }
        next_log_g[k] = log_sum_exp(acc) + normal_lpdf(y[t] | mu[k], 1);
      }
      log_g = next_log_g;
    }
    target += log_sum_exp(log_g);
  }
}
generated quantities {
  array[N] int<lower=1, upper=K> z_star;
  real log_p_z_star;
  {
    array[N, K] int came_from;
    matrix[N, K] best;
    for (k in 1:K) {
      best[1, k] = normal_lpdf(y[1] | mu[k], 1);
    }
    for (t in 2:N) {
      for (k in 1:K) {
        best[t, k] = negative_infinity();
        for (j in 1:K) {
          real here = best[t - 1, j] + log(theta[j, k]) + normal_lpdf(y[t] | mu[k], 1);
          if (here > best[t, k]) {
            came_from[t, k] = j;
            best[t, k] = here;
          }
        }
      }
    }
    log_p_z_star = max(best[N]);
    for (k in 1:K) {
      if (best[N, k] == log_p_z_star) z_star[N] = k;
    }
    for (i in 1:(N - 1)) {
      int t = N - i;
      z_star[t] = came_from[t + 1, z_star[t + 1]];
    }
  }
}
