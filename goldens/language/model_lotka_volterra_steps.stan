// A predator and prey model integrated by fixed Runge-Kutta steps in a user function.
functions {
  vector field(vector z, array[] real theta) {
    return [z[1] * (theta[1] - theta[2] * z[2]), z[2] * (theta[4] * z[1] - theta[3])]';
  }
  vector rk4(vector z, real h, array[] real theta) {
    vector[2] k1 = field(z, theta);
    vector[2] k2 = field(z + 0.5 * h * k1, theta);
    vector[2] k3 = field(z + 0.5 * h * k2, theta);
    vector[2] k4 = field(z + h * k3, theta);
    return z + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
  }
}
data {
  int<lower=1> T;
  array[T] vector<lower=0>[2] y;
}
parameters {
  array[4] real<lower=0> theta;
  vector<lower=0>[2] z_init;
  real<lower=0> sigma;
}
model {
  vector[2] z = z_init;
  theta[{1, 3}] ~ normal(1, 0.5);
  theta[{2, 4}] ~ normal(0.05, 0.05);
  z_init ~ lognormal(log(10), 1);
  sigma ~ lognormal(-1, 1);
  for (t in 1:T) {
    for (step_ in 1:4) z = rk4(z, 0.25, theta);
    y[t] ~ lognormal(log(z), sigma);
  }
}
