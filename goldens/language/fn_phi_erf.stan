// The normal cumulative distribution function, its approximation, and the error function.
parameters {
  real a;
  vector[3] v;
  real<lower=0, upper=1> p;
}
model {
  target += log(Phi(a)) + Phi_approx(2 * a) + erf(a) - erfc(0.5 * a) + inv_Phi(p);
  target += sum(log(Phi(v))) + sum(Phi_approx(v)) + sum(erf(v)) + sum(erfc(v) .* v);
  target += -square(a) - dot_self(v) + std_normal_lcdf(1.3 * a |) + std_normal_lccdf(a |);
}
