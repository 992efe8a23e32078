// Elementwise arithmetic, and addition of scalars to containers.
data {
  matrix[2, 2] D;
  vector[2] d;
}
parameters {
  matrix[2, 2] A;
  vector[2] v;
  vector<lower=0>[2] p;
  row_vector[2] r;
  real s;
}
model {
  target += sum(A .* D) + sum(D ./ (3 + A)) + sum(v .* d) + sum(v ./ p) + sum(d ./ p) + sum(2 ./ p) - sum(r / 3);
  target += sum(A + s) - sum(s - D .* A) + sum((v + 1) .* (2 - p)) - sum(-v) + sum(r - s) + sum(A - D) + sum(r .* (s + r));
  target += -3 * sum(square(A)) - 3 * dot_self(v) - 2 * dot_self(r) - sum(p) - 2 * sum(inv(p)) - 2 * square(s);
}
