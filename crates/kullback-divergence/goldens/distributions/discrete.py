"""Probabilities of atoms on the integers."""

import mpmath
from mpmath import mpf

from continuous import beta_ratio, exp, expm1, lower_gamma, phi, upper_gamma
from law import INF, Law

ln, lg = mpmath.log, mpmath.loggamma
choose = lambda n, k: lg(n + 1) - lg(k + 1) - lg(n - k + 1)
times = lambda a, b: mpf(0) if a == 0 else a * ln(b)
counts = lambda *theta: (0, INF)
floor = mpmath.floor


def atoms(name, parameters, cases, support, log_density, cdf=None, survival=None, **rest):
    """cdf and survival are taken at the whole number at or below x."""
    at = lambda f: f and (lambda x, *theta: f(floor(x), *theta))
    return Law(name, parameters, cases, support, log_density, at(cdf), at(survival), discrete=True, **rest)


def neg_binomial(k, a, b):
    return lg(k + a) - lg(a) - lg(k + 1) + a * ln(b / (1 + b)) - k * ln(1 + b)


LAWS = [
    atoms("bernoulli", ["theta"], [(0.3,), (0.5,), (1e-12,), (0.999,)], lambda t: (0, 1),
          lambda k, t: ln(t) if k == 1 else ln(1 - t), lambda k, t: 1 - t if k < 1 else mpf(1),
          points=lambda t: [0, 1]),
    atoms("binomial", ["n", "theta"], [(10, 0.3), (1, 0.9), (1000, 0.5), (1e6, 1e-5), (1e12, 0.25), (30, 0.999)],
          lambda n, t: (0, n),
          lambda k, n, t: choose(n, k) + times(k, t) + times(n - k, 1 - t),
          lambda k, n, t: mpf(1) if k >= n else beta_ratio(n - k, k + 1, 1 - t),
          lambda k, n, t: mpf(0) if k >= n else beta_ratio(k + 1, n - k, t), counts=("n",)),
    atoms("poisson", ["lambda"], [(1,), (0.01,), (20,), (1e4,), (1e12,)], counts,
          lambda k, m: times(k, m) - m - lg(k + 1), lambda k, m: upper_gamma(k + 1, m),
          lambda k, m: lower_gamma(k + 1, m)),
    atoms("neg_binomial", ["alpha", "beta"], [(2, 1), (0.3, 0.1), (10, 20), (1e6, 1e4), (1e-3, 1), (50, 1e-4)], counts,
          neg_binomial, lambda k, a, b: beta_ratio(a, k + 1, b / (1 + b)),
          lambda k, a, b: beta_ratio(k + 1, a, 1 / (1 + b))),
    atoms("geometric", ["theta"], [(0.5,), (0.01,), (0.99,), (1e-9,)], counts,
          lambda k, t: ln(t) + k * ln(1 - t), lambda k, t: -expm1((k + 1) * ln(1 - t)),
          lambda k, t: (1 - t) ** (k + 1)),
]


def binomial_logit(k, n, alpha):
    return choose(n, k) - k * ln(1 + exp(-alpha)) - (n - k) * ln(1 + exp(alpha))


def beta_binomial(k, n, a, b):
    lbeta = lambda x, y: lg(x) + lg(y) - lg(x + y)
    return choose(n, k) + lbeta(k + a, n - k + b) - lbeta(a, b)


def beta_neg_binomial(k, r, a, b):
    lbeta = lambda x, y: lg(x) + lg(y) - lg(x + y)
    return lg(k + r) - lg(k + 1) - lg(r) + lbeta(a + r, b + k) - lbeta(a, b)


def hypergeometric(k, n, a, b):
    return choose(a, k) + choose(b, n - k) - choose(a + b, n)


def summed(f, start):
    """P(X <= k) by summing; start gives the first atom."""
    return lambda k, *theta: mpmath.fsum(exp(f(mpf(j), *theta)) for j in range(int(start(*theta)), int(k) + 1))


def neg_binomial_2(k, mu, phi):
    return neg_binomial(k, phi, phi / mu)


COMPLEMENT = {"survival_absolute": 1e-14, "why": "1 - cdf, which is a sum"}
few = lambda *values: (lambda *theta: list(values))
logistic_cdf = lambda z: 1 / (1 + exp(-z))
GROWING = few(0, 1, 2, 3, 5, 8, 13, 30, 80, 200)
FROM_ONE = few(1, 2, 3, 4, 6, 9, 15, 30, 80, 200)

LAWS += [
    atoms("bernoulli_logit", ["alpha"], [(0,), (1.5,), (-30,), (600,)], lambda a: (0, 1),
          lambda k, a: -mpmath.log1p(exp(-a if k == 1 else a)),
          lambda k, a: 1 / (1 + exp(a)) if k < 1 else mpf(1), points=few(0, 1)),
    atoms("binomial_logit", ["n", "alpha"], [(10, 0), (1, 2), (1000, -5), (1e6, 0.3), (20, 40)], lambda n, a: (0, n),
          binomial_logit, lambda k, n, a: mpf(1) if k >= n else beta_ratio(n - k, k + 1, 1 / (1 + exp(a))),
          lambda k, n, a: mpf(0) if k >= n else beta_ratio(k + 1, n - k, 1 / (1 + exp(-a))), counts=("n",)),
    atoms("poisson_log", ["alpha"], [(0,), (-4,), (3,), (12,)], counts,
          lambda k, a: k * a - exp(a) - lg(k + 1), lambda k, a: upper_gamma(k + 1, exp(a)),
          lambda k, a: lower_gamma(k + 1, exp(a))),
    atoms("neg_binomial_2", ["mu", "phi"], [(2, 1), (0.3, 0.1), (10, 200), (1e4, 1e6), (5, 1e-3), (50, 1e10)], counts,
          neg_binomial_2, lambda k, mu, phi: beta_ratio(phi, k + 1, phi / (mu + phi)),
          lambda k, mu, phi: beta_ratio(k + 1, phi, mu / (mu + phi))),
    atoms("neg_binomial_2_log", ["eta", "phi"], [(1, 1), (-2, 0.1), (2.5, 200), (9, 1e5)], counts,
          lambda k, eta, phi: neg_binomial_2(k, exp(eta), phi),
          lambda k, eta, phi: beta_ratio(phi, k + 1, phi / (exp(eta) + phi)),
          lambda k, eta, phi: beta_ratio(k + 1, phi, exp(eta) / (exp(eta) + phi))),
    atoms("beta_binomial", ["n", "alpha", "beta"],
          [(10, 1, 1), (5, 0.2, 3), (40, 50, 20), (100, 1e8, 3e8), (1000, 0.5, 0.5), (1, 2, 3)],
          lambda n, a, b: (0, n), beta_binomial, summed(beta_binomial, lambda *_: 0), counts=("n",),
          points=lambda n, a, b: [k for k in (0, 1, 2, 3, 5, 8, 13, 20, 25, 30, 35, 60, 400, 900) if k <= n]),
    atoms("beta_neg_binomial", ["r", "alpha", "beta"],
          [(1, 2, 3), (5, 0.7, 1), (3, 40, 50), (0.3, 1e6, 2e6), (20, 3, 0.1)], counts, beta_neg_binomial,
          summed(beta_neg_binomial, lambda *_: 0), points=GROWING, bounds=COMPLEMENT),
    atoms("hypergeometric", ["n", "a", "b"], [(5, 10, 20), (1, 1, 1), (50, 30, 100), (1000, 5000, 1e6), (7, 3, 5)],
          lambda n, a, b: (max(0, n - b), min(n, a)), hypergeometric,
          summed(hypergeometric, lambda n, a, b: max(0, n - b)),
          bounds={"survival_absolute": 1e-40, "why": "1 - cdf at 50 digits"}, counts=("n", "a", "b"),
          points=lambda n, a, b: [k for k in (0, 1, 2, 3, 4, 5, 7, 9, 11, 13, 16, 20, 30) if max(0, n - b) <= k <= min(n, a)]),
    atoms("discrete_range", ["lower", "upper"], [(0, 9), (-5, 5), (3, 3), (0, 1e6)], lambda a, b: (a, b),
          lambda k, a, b: -ln(b - a + 1), lambda k, a, b: (k - a + 1) / (b - a + 1), counts=("lower", "upper"),
          points=lambda a, b: sorted({a, mpmath.floor(a + (b - a) / 3), mpmath.floor((a + b) / 2), b}),
          entropy=lambda a, b: ln(b - a + 1)),
    atoms("logarithmic", ["theta"], [(0.5,), (0.01,), (0.99,), (1e-8,)], lambda t: (1, INF),
          lambda k, t: k * ln(t) - ln(k) - ln(-ln(1 - t)),
          summed(lambda k, t: k * ln(t) - ln(k) - ln(-ln(1 - t)), lambda t: 1), points=FROM_ONE, bounds=COMPLEMENT),
    atoms("zipf", ["s"], [(2,), (1.1,), (4,), (20,)], lambda s: (1, INF),
          lambda k, s: -s * ln(k) - ln(mpmath.zeta(s)), summed(lambda k, s: -s * ln(k) - ln(mpmath.zeta(s)), lambda s: 1),
          points=FROM_ONE, bounds=COMPLEMENT, entropy=lambda s: ln(mpmath.zeta(s)) - s * mpmath.zeta(s, derivative=1) / mpmath.zeta(s)),
    atoms("yule_simon", ["alpha"], [(1,), (0.3,), (5,), (200,), (1e6,)], lambda a: (1, INF),
          lambda k, a: ln(a) + lg(k) + lg(a + 1) - lg(k + a + 1),
          lambda k, a: 1 - exp(ln(k) + lg(k) + lg(a + 1) - lg(k + a + 1)),
          lambda k, a: exp(ln(k) + lg(k) + lg(a + 1) - lg(k + a + 1)), points=FROM_ONE),
    atoms("delta", ["mu"], [(0,), (2.5,)], lambda mu: (mu, mu), lambda k, mu: mpf(0), points=lambda mu: [mu],
          counts=("mu",)),
]


def interval_mass(cdf):
    """Ordered laws: theta is η, c[1], ..., c[K-1]; from whichever tail is thin."""

    def f(k, eta, *c):
        low = c[int(k) - 2] - eta if k >= 2 else -mpmath.inf
        high = c[int(k) - 1] - eta if k <= len(c) else mpmath.inf
        return ln(cdf(-low) - cdf(-high) if low + high > 0 else cdf(high) - cdf(low))

    return f


def bounded(cdf):
    return lambda z: cdf(z) if mpmath.isfinite(z) else mpf(1 if z > 0 else 0)


VECTORS = [
    ("categorical", 0, [([0.2, 0.8],), ([0.5, 0, 0.25, 0.25],), ([1],), ([1e-12, 1 - 1e-12],), ([0.1] * 10,)],
     lambda k, *p: ln(p[int(k) - 1]) if p[int(k) - 1] > 0 else -mpmath.inf),
    ("categorical_logit", 0, [([0, 0],), ([1, 2, 3, -5],), ([500, -500, 499],), ([0],)],
     lambda k, *b: b[int(k) - 1] - ln(mpmath.fsum(exp(x) for x in b))),
    ("ordered_logistic", 1, [(0, [0]), (0.5, [-1, 0.3, 2]), (10, [-30, 0, 40]), (-2, [0, 1e-6, 5])],
     interval_mass(bounded(logistic_cdf))),
    ("ordered_probit", 1, [(0, [0]), (0.5, [-1, 0.3, 2]), (3, [-5, 0, 12]), (-2, [0, 1e-6, 5])],
     interval_mass(bounded(phi))),
]
for name, numbers, cases, density in VECTORS:
    # With one number before it, K - 1 cutpoints: either way as many atoms as numbers.
    support = lambda *theta: (1, len(theta))
    LAWS.append(atoms(name, [], cases, support, density, summed(density, lambda *_: 1),
                      points=lambda *theta: range(1, len(theta) + 1),
                      bounds={"partials_absolute": 1e-45, "why": "differences at 50 digits"}))
