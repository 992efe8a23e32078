// Correct Stan that is not supported yet: an algebraic solver.
functions {
  vector equation(vector x, real a) {
    return x .* x - a;
  }
}
parameters {
  real<lower=0> a;
}
model {
  vector[1] root = solve_newton(equation, [1.0]', a);
  root[1] ~ normal(0, 1);
}
