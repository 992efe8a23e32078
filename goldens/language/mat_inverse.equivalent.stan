// The same density as mat_inverse.stan, in functions that the oracle has.
data {
  matrix[3, 3] D;
}
parameters {
  matrix[3, 3] A;
  vector[3] v;
}
model {
  matrix[3, 3] S = add_diag(crossprod(A), 1.5);
  target += -v' * inverse_spd(S) * v + sum(inverse(D + 0.2 * A)) + sum(diagonal(inverse(S))) + sum(inverse(D) * A);
  target += -sum(square(A)) - dot_self(v);
}
