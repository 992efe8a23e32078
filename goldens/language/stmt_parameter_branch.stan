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
      target += normal_lpdf(v[i] | x[i], 1);
    } else {
      target += normal_lpdf(v[i] | x[i], 2);
    }
  }
  target += std_normal_lpdf(phi);
}
