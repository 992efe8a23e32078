// Accumulation with a mask on data inside the loop, used after the loop.
data {
  int<lower=0> N;
  array[N] int<lower=0, upper=1> treated;
  vector[N] x;
}
parameters {
  real a;
  real b;
}
model {
  real up = 0;
  real down = 1;
  for (n in 1:N) {
    if (treated[n]) {
      up += a * x[n];
    } else {
      down += exp(b * x[n]);
      up -= b;
    }
  }
  a ~ std_normal();
  b ~ std_normal();
  target += up - log(down) - 0.1 * square(up);
}
