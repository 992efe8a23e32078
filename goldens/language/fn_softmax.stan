// Softmax and log softmax.
data {
  vector[4] d;
}
parameters {
  vector[4] v;
  vector[3] u;
}
model {
  vector[4] p = softmax(v);
  target += dot_product(log_softmax(v + d), d) + sum(square(p)) + log(p[2]) - p[1] * p[4];
  target += log_softmax(append_row(u, 0))[2] + log_softmax(10 * u)[1] + softmax([u[1], 0, -u[2]]')[3];
  target += -dot_self(v) - dot_self(u);
}
