// Comments everywhere, statements without braces, empty statements, names close to keywords.
/* a block comment
   on two lines // with another inside */
data { int<lower = 0>N /* trailing */; // end of line
  vector [ N ] y_1; }
parameters { real mu_2; real<lower=0,upper=10>sigmaX; real for_; real target_; real lower1; }
model {
  ; // nothing
  if (N > 1) for (n in 1 : N) y_1 [ n ] ~ normal ( mu_2 , sigmaX ) ; else mu_2 ~ normal(0,1);
  for_~normal(0,1);target+=-target_^2;
  lower1 ~ std_normal(); {}
  mu_2 ~ normal(0, 1e+1);
  target += - - mu_2 * .1 + 2.e-1 * for_ - 1_000 * square(target_);
}
