// A recurrence that runs backwards, and one with a stride.
data {
  int<lower=1> T;
}
parameters {
  vector[T] z;
  real<lower=0, upper=1> d;
}
model {
  vector[T] s;
  vector[T] q = z;
  s[T] = z[T];
  for (i in 1:(T - 1)) {
    int t = T - i;
    s[t] = z[t] + d * s[t + 1];
  }
  for (t in 3:T) {
    q[t] = q[t] + 0.5 * q[t - 2];
  }
  z ~ std_normal();
  target += -0.5 * dot_self(s - 1) - 0.2 * dot_self(q);
}
