// Integer division, remainder, powers and functions of integers.
data {
  int n;
  int m;
  array[3] int k;
}
transformed data {
  int q = n %/% m;
  int r = n % m;
  int big = max(k) - min(k) + sum(k) + abs(-n);
  int neg = -n;
}
parameters {
  vector[4] v;
}
model {
  target += q * v[1] + r * v[2] + (n - m * 2) * v[3] + n ^ 2 * v[4] * 0.01 - 2 * dot_self(v);
  target += size(k) * v[1] * v[2] / 10 + big * v[3] * 0.1 + v[1 + n % 3] + v[min(n, 4)] * m + neg * 0.01 * v[2];
  target += (n > m) * v[1] + (n %/% 4 == 1) * v[2] + (1.0 * n / m) * v[3] + prod(k) * 0.1 * v[4];
}
