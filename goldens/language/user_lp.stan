// A user function that adds to the target itself, and one that returns nothing.
functions {
  real centred_lp(vector z, real mu, real tau) {
    z ~ std_normal();
    target += log(tau);
    return mu + tau * z[1];
  }
  void shrink_lp(real x) {
    target += -abs(x);
    if (x > 1000) {
      reject("x is too large: ", x);
    }
  }
}
parameters {
  vector[2] z;
  real mu;
  real<lower=0> tau;
}
model {
  real theta = centred_lp(z, mu, tau);
  shrink_lp(mu);
  shrink_lp(tau * theta);
  tau ~ exponential(2);
}
