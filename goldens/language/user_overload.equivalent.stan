// The same density as user_overload.stan, in functions that the oracle has.
functions {
  real penalty(real x) {
    return -square(x);
  }
  real penalty_all(vector x) {
    real s = 0;
    for (i in 1:num_elements(x)) s += penalty(x[i]);
    return s;
  }
  real penalty_times(vector x, int k) {
    return k * penalty_all(x);
  }
}
parameters {
  real a;
  vector[3] v;
}
model {
  target += penalty(a) + penalty_all(v) + penalty_times(v[1:2], 3) + penalty(v[3]);
}
