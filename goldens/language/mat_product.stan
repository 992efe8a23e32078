// Products of matrices, vectors and row vectors, and scaling by scalars.
data {
  matrix[2, 3] D;
  vector[3] d;
}
parameters {
  matrix[3, 2] A;
  matrix[2, 2] B;
  vector[3] v;
  row_vector[3] r;
  real s;
}
model {
  matrix[3, 2] C = A * B;
  matrix[2, 2] E = D * A;
  vector[2] w = D * v;
  row_vector[2] q = r * A;
  matrix[3, 3] outer = v * r;
  target += sum(C) + sum(E .* B) - dot_self(w) - dot_self(q) - sum(square(outer)) / 10;
  target += r * v + r * d + (r * A) * w - sum(s * B) + sum(A / (2 + s ^ 2)) - sum(B * s) + sum(-A);
  target += -sum(square(A)) - sum(square(B)) - dot_self(v) - dot_self(r) - square(s);
}
