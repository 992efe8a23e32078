// A while loop whose number of turns depends on a parameter.
parameters {
  real a;
}
model {
  real x = a;
  int turns = 0;
  while (x < 5 && turns < 50) {
    x = 1.5 * x + 1;
    if (x < -1) x = -x;
    turns += 1;
  }
  target += -0.1 * square(x) - square(a) - 0.01 * turns;
}
