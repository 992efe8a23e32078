"""Writes conjugate.json: posteriors whose evidence and moments have closed forms.

Usage: python conjugate.py > conjugate.json    (needs mpmath and numpy)
"""

import json

import mpmath as mp
import numpy

mp.mp.dps = 40


def number(x):
    return float(x)


def normal_normal():
    y, sigma, tau = [1.2, 0.7, 2.1, -0.3, 1.5], mp.mpf(1), mp.mpf(2)
    n, total, squares = len(y), mp.fsum(map(mp.mpf, y)), mp.fsum(mp.mpf(v) ** 2 for v in y)
    precision = n / sigma**2 + 1 / tau**2
    mean = total / sigma**2 / precision
    evidence = (
        -n * mp.log(2 * mp.pi * sigma**2) / 2
        - mp.log(tau**2 * precision) / 2
        - squares / sigma**2 / 2
        + mean**2 * precision / 2
    )
    return {"y": y, "sigma": 1.0, "tau": 2.0, "log_evidence": number(evidence),
            "mean": number(mean), "sd": number(1 / mp.sqrt(precision))}


def beta_binomial():
    y, n, a, b = 7, 20, 2, 3
    evidence = mp.log(mp.binomial(n, y)) + mp.log(mp.beta(a + y, b + n - y)) - mp.log(mp.beta(a, b))
    mean = mp.digamma(a + y) - mp.digamma(b + n - y)
    variance = mp.psi(1, a + y) + mp.psi(1, b + n - y)
    return {"y": y, "n": n, "a": a, "b": b, "log_evidence": number(evidence),
            "mean": number(mean), "sd": number(mp.sqrt(variance))}


def gamma_poisson():
    y, a, b = [3, 5, 2, 4, 6, 1], mp.mpf(2), mp.mpf("0.5")
    n, total = len(y), sum(y)
    evidence = (
        a * mp.log(b) - mp.loggamma(a) + mp.loggamma(a + total) - (a + total) * mp.log(b + n)
        - mp.fsum(mp.loggamma(v + 1) for v in y)
    )
    return {"y": y, "a": 2.0, "b": 0.5, "log_evidence": number(evidence),
            "mean": number(mp.digamma(a + total) - mp.log(b + n)),
            "sd": number(mp.sqrt(mp.psi(1, a + total)))}


def regression(name, x, y):
    """p(beta, log sigma) flat: beta is multivariate t, sigma^2 is SSR over a chi-square."""
    X, Y = mp.matrix(x), mp.matrix(y)
    n, k = len(x), len(x[0])
    gram = X.T * X
    inverse = gram**-1
    beta = inverse * (X.T * Y)
    residual = Y - X * beta
    ssr = mp.fsum(v**2 for v in residual)
    nu = n - k
    evidence = (
        k * mp.log(2 * mp.pi) / 2 - mp.log(mp.det(gram)) / 2
        - mp.log(2) + mp.loggamma(mp.mpf(nu) / 2) - mp.mpf(nu) / 2 * mp.log(ssr / 2)
    )
    scale = ssr / (nu - 2)
    mean = [beta[i] for i in range(k)]
    sd = [mp.sqrt(scale * inverse[i, i]) for i in range(k)]
    mean.append((mp.log(ssr / 2) - mp.digamma(mp.mpf(nu) / 2)) / 2)
    sd.append(mp.sqrt(mp.psi(1, mp.mpf(nu) / 2)) / 2)
    return {"name": name, "x": x, "y": y, "log_evidence": number(evidence),
            "mean": [number(v) for v in mean], "sd": [number(v) for v in sd]}


rng = numpy.random.default_rng(7)
height = numpy.round(rng.normal(66, 4, 200), 1)
male = (rng.random(200) < 0.4).astype(float)
earnings = numpy.round(-85000 + 1600 * height + 7000 * male + 19000 * rng.normal(size=200))
a = numpy.round(rng.normal(size=120), 3)
b = numpy.round(a + 0.01 * rng.normal(size=120), 4)
outcome = numpy.round(1 + 2 * a - b + 0.5 * rng.normal(size=120), 4)
print(json.dumps({
    "mpmath": mp.__version__,
    "numpy": numpy.__version__,
    "normal_normal": normal_normal(),
    "beta_binomial": beta_binomial(),
    "gamma_poisson": gamma_poisson(),
    "regressions": [
        regression("earnings on height, raw scales", [[1.0, float(h), float(m)] for h, m in zip(height, male)], [float(e) for e in earnings]),
        regression("correlation 0.9999", [[1.0, float(p), float(q)] for p, q in zip(a, b)], [float(o) for o in outcome]),
    ],
}))
