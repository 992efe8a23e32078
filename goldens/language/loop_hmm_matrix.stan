// The forward algorithm with a transition matrix and a vector carried from step to step.
data {
  int<lower=1> T;
  array[T] int<lower=0> y;
}
parameters {
  real<lower=0, upper=1> stay1;
  real<lower=0, upper=1> stay2;
  positive_ordered[2] lambda;
}
model {
  matrix[2, 2] P = [[stay1, 1 - stay1], [1 - stay2, stay2]];
  row_vector[2] f = [0.5, 0.5];
  lambda ~ gamma(2, 0.5);
  stay1 ~ beta(4, 1);
  stay2 ~ beta(4, 1);
  for (t in 1:T) {
    real c;
    row_vector[2] e;
    for (k in 1:2) e[k] = exp(poisson_lpmf(y[t] | lambda[k]));
    if (t > 1) f = f * P;
    f = f .* e;
    c = sum(f);
    f /= c;
    target += log(c);
  }
}
