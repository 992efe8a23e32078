// Nested loops over rows and columns: an item-response model.
data {
  int<lower=1> I;
  int<lower=1> J;
  array[I, J] int<lower=0, upper=1> y;
}
parameters {
  vector[I] ability;
  vector[J] difficulty;
  vector<lower=0>[J] slope;
}
model {
  ability ~ std_normal();
  difficulty ~ normal(0, 2);
  slope ~ lognormal(0, 0.5);
  for (i in 1:I) {
    for (j in 1:J) {
      y[i, j] ~ bernoulli_logit(slope[j] * (ability[i] - difficulty[j]));
    }
  }
}
