// A user function that calls itself on an integer.
functions {
  real horner(real x, vector c, int k);
  real horner(real x, vector c, int k) {
    if (k > num_elements(c)) {
      return 0;
    }
    return c[k] + x * horner(x, c, k + 1);
  }
  int fib(int n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
  }
}
parameters {
  vector[4] c;
  real x;
}
model {
  target += -square(horner(x, c, 1)) - fib(6) * dot_self(c) - x ^ 2;
}
