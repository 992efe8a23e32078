// Local blocks, names reused in sibling blocks, and declarations in the middle of statements.
parameters {
  real a;
  real b;
}
model {
  {
    real t = a + 1;
    target += -square(t);
  }
  real u = b;
  {
    real t = b - 1;
    {
      real w = t * a;
      u += w;
    }
    target += -square(t);
  }
  vector[2] t = [a, u]';
  target += -dot_self(t);
  for (i in 1:2) {
    real w = t[i] + i;
    w *= 0.5;
    target += -w ^ 2;
  }
}
