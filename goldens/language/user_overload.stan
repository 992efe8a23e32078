// Two user functions with the same name and different arguments.
functions {
  real penalty(real x) {
    return -square(x);
  }
  real penalty(vector x) {
    real s = 0;
    for (i in 1:num_elements(x)) s += penalty(x[i]);
    return s;
  }
  real penalty(vector x, int k) {
    return k * penalty(x);
  }
}
parameters {
  real a;
  vector[3] v;
}
model {
  target += penalty(a) + penalty(v) + penalty(v[1:2], 3) + penalty(v[3]);
}
