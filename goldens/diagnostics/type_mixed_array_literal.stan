// An array literal with entries of different types.
parameters {
  vector[2] v;
}
model {
  array[2] real x = {1.0, v};
  x ~ normal(0, 1);
}
