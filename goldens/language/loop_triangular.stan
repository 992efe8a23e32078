// A nested loop whose inner range depends on the outer index.
parameters {
  vector[4] v;
}
model {
  v ~ std_normal();
  for (i in 1:4) {
    for (j in (i + 1):4) {
      target += -0.5 * square(v[i] - v[j]) / (j - i);
    }
    for (j in 1:i) {
      target += 0.1 * i * v[j];
    }
  }
}
