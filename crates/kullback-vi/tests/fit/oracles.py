"""Writes oracles.json: log Z, moments and energies of the targets in oracles.rs, by quadrature.

Usage: python oracles.py > oracles.json    (needs mpmath, numpy and scipy)
"""

import json

import mpmath as mp
import numpy as np
import scipy
from scipy import integrate

mp.mp.dps = 30


def line(name, log_density, low, high, gaussians):
    """One coordinate: everything by tanh-sinh quadrature in pieces."""
    pieces = mp.linspace(low, high, 41)
    density = lambda x: mp.exp(log_density(x))
    z = mp.quad(density, pieces)
    under_p = lambda f: mp.quad(lambda x: f(x) * density(x), pieces) / z
    mean = under_p(lambda x: x)
    cases = []
    for m, s in gaussians:
        normal = lambda x: mp.exp(-((x - m) / s) ** 2 / 2) / (s * mp.sqrt(2 * mp.pi))
        points = mp.linspace(m - 12 * s, m + 12 * s, 25)
        energy = mp.quad(lambda x: normal(x) * log_density(x), points)
        log_normal = lambda x: -((x - m) / s) ** 2 / 2 - mp.log(s * mp.sqrt(2 * mp.pi))
        entropy = mp.log(s * mp.sqrt(2 * mp.pi * mp.e))
        cases.append({
            "mean": [float(m)], "covariance": [[float(s * s)]],
            "q_from_p": float(mp.log(z) - energy - entropy),
            "p_from_q": float(under_p(lambda x: log_density(x) - log_normal(x)) - mp.log(z)),
        })
    return {"name": name, "log_evidence": float(mp.log(z)), "mean": [float(mean)],
            "variance": [float(under_p(lambda x: (x - mean) ** 2))], "cases": cases}


def plane(name, log_density, inner, outer, gaussians):
    """Two coordinates (x, y): adaptive quadrature, the inner range depending on x."""
    def double(f, a, b, c):
        value, _ = integrate.dblquad(lambda y, x: f(x, y), a, b, lambda x: c(x)[0], lambda x: c(x)[1],
                                     epsabs=1e-11, epsrel=1e-11)
        return value

    over = lambda f: double(lambda x, y: f(x, y) * np.exp(log_density(x, y)), *outer, inner)
    z = over(lambda x, y: 1.0)
    under_p = lambda f: over(f) / z
    mean = [under_p(lambda x, y: x), under_p(lambda x, y: y)]
    variance = [under_p(lambda x, y: (x - mean[0]) ** 2), under_p(lambda x, y: (y - mean[1]) ** 2)]
    cases = []
    for m, covariance in gaussians:
        m, covariance = np.array(m), np.array(covariance)
        root = np.linalg.cholesky(covariance)
        constant = -np.log(2 * np.pi) - np.log(np.diag(root)).sum()

        def log_q(x, y):
            u = (x - m[0]) / root[0, 0]
            v = (y - m[1] - root[1, 0] * u) / root[1, 1]
            return constant - 0.5 * (u * u + v * v)

        # Gauss-Hermite is exact for polynomials and converges fast for these exponentials.
        nodes, weights = np.polynomial.hermite_e.hermegauss(120)
        weights = weights / weights.sum()
        u, v = np.meshgrid(nodes, nodes)
        x, y = m[0] + root[0, 0] * u, m[1] + root[1, 0] * u + root[1, 1] * v
        energy = (np.outer(weights, weights).T * np.vectorize(log_density)(x, y)).sum()
        entropy = 1 - constant
        cases.append({"mean": m.tolist(), "covariance": covariance.tolist(),
                      "q_from_p": np.log(z) - energy - entropy,
                      "p_from_q": under_p(lambda x, y: log_density(x, y) - log_q(x, y)) - np.log(z)})
    return {"name": name, "log_evidence": np.log(z), "mean": mean, "variance": variance, "cases": cases}


def normal_normal(x):
    y, sigma, tau = [mp.mpf(v) for v in ("1.2", "0.7", "2.1", "-0.3", "1.5")], 1, 2
    normal = lambda r, s: -(r / s) ** 2 / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2
    return normal(x, tau) + mp.fsum(normal(v - x, sigma) for v in y)


def beta_binomial(y, n, a, b):
    def log_density(x):
        p = 1 / (1 + mp.exp(-x))
        q = 1 / (1 + mp.exp(x))
        return ((a + y) * mp.log(p) + (b + n - y) * mp.log(q) + mp.log(mp.binomial(n, y)) - mp.log(mp.beta(a, b)))
    return log_density


def gamma_poisson(y, a, b):
    def log_density(x):
        rate = mp.exp(x)
        prior = a * mp.log(b) - mp.loggamma(a) + a * x - b * rate
        return prior + mp.fsum(v * x - rate - mp.loggamma(v + 1) for v in y)
    return log_density


def two_modes(distance, left):
    h = mp.mpf(distance) / 2
    return lambda x: mp.log(left * mp.exp(-((x + h) ** 2) / 2) + (1 - left) * mp.exp(-((x - h) ** 2) / 2))


def funnel(v, x):
    return -v * v / 18 - v / 2 - x * x * np.exp(-v) / 2


def banana(scale, bend):
    return lambda x, y: -0.5 * (x * x / scale**2 + (y - bend * (x * x - scale**2)) ** 2)


def g_prior(x, y, g):
    """One coefficient without an intercept and s = log sigma: density of y, the g-prior, flat in s."""
    x, y = np.array(x), np.array(y)
    gram = x @ x

    def log_density(s, beta):
        residual = y - beta * x
        likelihood = -0.5 * len(y) * np.log(2 * np.pi) - len(y) * s - 0.5 * np.exp(-2 * s) * (residual @ residual)
        prior = -0.5 * np.log(2 * np.pi * g / gram) - s - 0.5 * np.exp(-2 * s) * beta * beta * gram / g
        return likelihood + prior
    return log_density


half, two = mp.mpf("0.5"), [(mp.mpf("0.3"), mp.mpf("0.7")), (mp.mpf("-0.5"), mp.mpf("0.25"))]
rows = [
    line("normal–normal", normal_normal, -8, 9, two),
    line("beta–binomial 7 of 20", beta_binomial(7, 20, 2, 3), -20, 16, two),
    line("beta–binomial 0 of 4", beta_binomial(0, 4, 1, 1), -80, 20, two),
    line("gamma–Poisson, 6 counts", gamma_poisson([3, 5, 2, 4, 6, 1], mp.mpf(2), half), -8, 6, two),
    line("gamma–Poisson, 2 counts", gamma_poisson([0, 1], mp.mpf(1), mp.mpf(1)), -40, 5, two),
    line("two modes 2 sds apart, 0.5 on the left, D = 1", two_modes(2, half), -12, 12, two),
    line("two modes 2.8 sds apart, 0.5 on the left, D = 1", two_modes("2.8", half), -12, 12, two),
    plane("banana, scale 1, bend 0.2", banana(1.0, 0.2), lambda x: (0.2 * (x * x - 1) - 9, 0.2 * (x * x - 1) + 9),
          (-9, 9), [([0.3, -0.2], [[0.8, 0.1], [0.1, 1.1]])]),
    plane("banana, scale 1, bend 1", banana(1.0, 1.0), lambda x: (x * x - 10, x * x + 8), (-9, 9),
          [([0.3, -0.2], [[0.8, 0.1], [0.1, 1.1]])]),
    plane("Neal's funnel, D = 2", funnel, lambda v: (-10 * np.exp(v / 2), 10 * np.exp(v / 2)), (-27, 27),
          [([1.0, 0.2], [[0.5, 0.1], [0.1, 0.9]])]),
]
# Coordinates are (beta, s) in oracles.rs; here s is the outer one.
x, y, g = [1.0, -0.5, 2.0, 0.7, -1.3], [1.4, -0.9, 2.2, 1.9, -2.4], 5.0
swapped = plane("regression with a g-prior, D = 2", g_prior(x, y, g),
                lambda s: (1.05 - 14 * np.exp(s), 1.05 + 14 * np.exp(s)), (-5, 14),
                [([-0.4, 1.1], [[0.09, 0.02], [0.02, 0.06]])])
for entry in [swapped, *swapped["cases"]]:
    entry["mean"].reverse()
swapped["variance"].reverse()
for case in swapped["cases"]:
    (a, b), (c, d) = case["covariance"]
    case["covariance"] = [[d, c], [b, a]]
rows.append(swapped | {"x": x, "y": y, "g": g})
print(json.dumps({"mpmath": mp.__version__, "numpy": np.__version__, "scipy": scipy.__version__, "targets": rows},
                 ensure_ascii=False))
