// Arithmetic on an array.
parameters {
  array[3] real a;
}
model {
  target += -sum(2 * a);
}
