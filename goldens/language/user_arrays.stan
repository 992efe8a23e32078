// User functions with arrays, integers and data-only arguments.
functions {
  array[] real diffs(array[] real x) {
    int n = size(x);
    array[n - 1] real d;
    for (i in 1:(n - 1)) d[i] = x[i + 1] - x[i];
    return d;
  }
  array[] int keep(array[] int k, int low) {
    int count = 0;
    for (i in 1:size(k)) count += k[i] >= low;
    array[count] int out;
    int j = 0;
    for (i in 1:size(k)) {
      if (k[i] >= low) {
        j += 1;
        out[j] = i;
      }
    }
    return out;
  }
  real weigh(array[,] real w, data array[] int k, array[] vector v) {
    real s = 0;
    for (i in 1:dims(w)[1]) for (j in 1:dims(w)[2]) s += w[i, j] * k[j] * sum(v[i]);
    return s;
  }
}
data {
  array[3] int k;
}
transformed data {
  array[2] int which = keep(k, 2);
}
parameters {
  array[4] real x;
  array[2, 3] real w;
  array[2] vector[2] v;
}
model {
  x ~ std_normal();
  to_array_1d(w) ~ normal(0, 1);
  v[1] ~ normal(0, 1);
  v[2] ~ normal(v[1], 1);
  diffs(x) ~ normal(0, 0.5);
  target += 0.1 * weigh(w, k, v) + sum(x[which]);
}
