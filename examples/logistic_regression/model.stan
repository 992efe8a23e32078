// Whether an O-ring was damaged at a launch, against the air temperature (Fahrenheit).
data {
  int<lower=0> N;
  vector[N] temperature;
  array[N] int<lower=0, upper=1> damage;
  real launch_temperature;
}
transformed data {
  real centre = mean(temperature);
  real spread = sd(temperature);
  vector[N] x = (temperature - centre) / spread;
}
parameters {
  real alpha;
  real beta;
}
model {
  alpha ~ normal(0, 5);
  beta ~ normal(0, 5);
  damage ~ bernoulli_logit(alpha + beta * x);
}
generated quantities {
  real p_launch = inv_logit(alpha + beta * (launch_temperature - centre) / spread);
}
