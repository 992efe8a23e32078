// Cross products of a matrix with itself.
parameters {
  matrix[3, 2] A;
  matrix[3, 3] B;
}
model {
  matrix[3, 3] S = multiply_lower_tri_self_transpose(B);
  target += -sum(crossprod(A)) - 0.5 * sum(tcrossprod(A) .* S) - S[3, 1] - trace(S) - sum(square(A)) - sum(square(B));
}
