// The same density as model_capture_recapture.stan, in functions that the oracle has.
functions {
  vector never_again(vector phi, vector p) {
    int T = num_elements(phi) + 1;
    vector[T] chi;
    chi[T] = 1.0;
    for (i in 1:(T - 1)) {
      int t = T - i;
      chi[t] = 1 - phi[t] + phi[t] * (1 - p[t + 1]) * chi[t + 1];
    }
    return chi;
  }
}
data {
  int<lower=1> I;
  int<lower=2> T;
  array[I, T] int<lower=0, upper=1> seen;
}
transformed data {
  array[I] int first = rep_array(0, I);
  array[I] int last = rep_array(0, I);
  for (i in 1:I) {
    for (t in 1:T) {
      if (seen[i, t]) {
        if (first[i] == 0) first[i] = t;
        last[i] = t;
      }
    }
  }
}
parameters {
  vector<lower=0, upper=1>[T - 1] phi;
  vector<lower=0, upper=1>[T] p;
}
transformed parameters {
  vector<lower=0, upper=1>[T] chi = never_again(phi, p);
}
model {
  for (i in 1:I) {
    if (first[i] > 0) {
      for (t in (first[i] + 1):last[i]) {
        1 ~ bernoulli(phi[t - 1]);
        target += seen[i, t] ? log(p[t]) : log1m(p[t]);
      }
      1 ~ bernoulli(chi[last[i]]);
    }
  }
}
