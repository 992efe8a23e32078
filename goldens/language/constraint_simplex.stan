// Simplexes of several lengths.
parameters {
  simplex[2] p;
  simplex[5] q;
}
model {
  p ~ dirichlet([1.5, 2.5]');
  target += 2 * log(q[1]) + log(q[2]) + 0.5 * log(q[3]) + 3 * log(q[4]) + log(q[5]) * p[1];
}
