// Branches on parameters.
data {
  vector[3] x;
}
parameters {
  real theta;
  real phi;
  vector[3] v;
}
model {
  if (theta > 0) {
    target += -square(theta) + phi;
  } else if (phi < 0.2) {
    target += -3 * square(theta) - phi;
  } else {
    target += -theta * phi - theta ^ 4;
  }
  for (i in 1:3) {
    if (v[i] > x[i]) {
      v[i] ~ normal(x[i], 1);
    } else {
      v[i] ~ normal(x[i], 2);
    }
  }
  phi ~ std_normal();
}
