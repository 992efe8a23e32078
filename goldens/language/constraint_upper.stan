// Upper bounds on a real, a vector, an array and a matrix.
data {
  real high;
}
parameters {
  real<upper=0> a;
  vector<upper=high>[3] v;
  array[2] real<upper=10> x;
  matrix<upper=high + 1>[2, 3] m;
}
model {
  a ~ normal(-1, 2);
  v ~ normal(1, [0.5, 1, 2]');
  x ~ normal(9, 3);
  to_vector(m) ~ std_normal();
}
