// The same density as mat_eigen.stan, in functions that the oracle has.
data {
  matrix[3, 3] D;
}
parameters {
  matrix[3, 3] A;
}
model {
  matrix[3, 3] S = A + A' + D;
  vector[3] l = eigenvalues_sym(S);
  target += -dot_self(l - [1, 2, 3]') + sum(diagonal(A)) - square(l[3] - l[1]) - sum(square(A));
}
