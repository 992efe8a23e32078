// A different bound, offset or multiplier for every element.
data {
  vector[3] low;
  vector[3] high;
  array[2] real floor_;
}
parameters {
  vector<lower=low>[3] a;
  vector<upper=high>[3] b;
  vector<lower=low, upper=high>[3] c;
  array[2] real<lower=floor_> d;
  vector<offset=low, multiplier=[1, 2, 3]'>[3] e;
}
model {
  a ~ normal(1, 2);
  b ~ normal(a, 1);
  c ~ normal(0, 3);
  d ~ exponential(0.5);
  e ~ normal(c, 2);
}
