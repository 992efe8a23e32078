// Precedence and associativity of operators.
parameters {
  real a;
  real b;
  vector[2] v;
}
model {
  target += -a ^ 2 - 0.1 * 2 ^ a ^ 2 - -b ^ 2 * 2 - b * b / 2 * 3 + a - b - a / 2 / 2;
  target += (a < b) == (b > a) ? a : b;
  target += v' * v * -2 + -v[1] ^ 2 + !(a > b) + a * (b + 1) - 3 * (a + b) ^ 2 + (a > 0 || b > 0 && a > 5) * 0.3 * a;
}
