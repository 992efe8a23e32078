// A function that can end without returning.
functions {
  real positive_part(real x) {
    if (x > 0) {
      return x;
    }
  }
}
parameters {
  real mu;
}
model {
  mu ~ normal(positive_part(mu), 1);
}
