// Every compound assignment.
parameters {
  real a;
  vector[2] v;
  matrix[2, 2] A;
  vector<lower=0>[2] p;
}
model {
  real s = a;
  vector[2] w = v;
  matrix[2, 2] M = A;
  s += v[1];
  s -= 2;
  s *= a + 3;
  s /= 1 + square(a);
  w += 1;
  w -= v / 3;
  w *= 2;
  w /= 1.5;
  w .*= v;
  w ./= p;
  M *= A;
  M += A;
  M[1, 2] += s;
  M[2] -= v';
  w[2] *= 0.5;
  target += -square(s) - dot_self(w) / 10 - sum(square(M)) - square(a) - dot_self(v) - sum(square(A)) - sum(p) - sum(inv(p));
}
