// The same density as mat_quad_form.stan, in functions that the oracle has.
data {
  matrix[3, 3] D;
  vector[3] d;
}
parameters {
  matrix[3, 3] A;
  vector[3] v;
  matrix[3, 2] B;
}
model {
  target += -quad_form(crossprod(A), v) - quad_form(D, v) + quad_form(A, d) - sum(quad_form(crossprod(A), B)) / 10;
  target += -quad_form_diag(crossprod(A), v)[1, 2] - quad_form_sym(D, v) + sum(diagonal(quad_form(D, B))) * -1;
  target += -sum(square(A)) - 3 * dot_self(v) - sum(square(B));
}
