// Chi-square density, with the degrees of freedom a parameter.
data {
  vector<lower=0>[3] x;
}
parameters {
  real<lower=0> nu;
  vector<lower=0>[3] v;
}
model {
  nu ~ chi_square(4);
  x ~ chi_square(nu);
  v ~ chi_square(nu);
  target += chi_square_lpdf(x | v);
}
