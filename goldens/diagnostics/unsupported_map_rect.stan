// Correct Stan that is not supported yet: map_rect.
functions {
  vector shard(vector phi, vector theta, data array[] real x_r, data array[] int x_i) {
    return [normal_lpdf(theta[1] | phi[1], x_r[1])]';
  }
}
data {
  array[2, 1] real x_r;
  array[2, 0] int x_i;
}
parameters {
  vector[1] phi;
  array[2] vector[1] theta;
}
model {
  phi ~ normal(0, 1);
  target += sum(map_rect(shard, phi, theta, x_r, x_i));
}
