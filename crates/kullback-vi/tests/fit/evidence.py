"""Writes evidence.json: the evidence of eight schools by quadrature with mpmath.

Usage: python evidence.py > evidence.json

The school effects are integrated in closed form, y_j ~ N(mu, tau^2 + s_j^2); then mu, a normal with a normal prior, too; tau by
quadrature. `dropped` is the sum of the constants that the test's target leaves out.
"""

import json

import mpmath
from mpmath import mp

mp.dps = 40
y = [28, 8, -3, 7, -1, 1, 18, 12]
s = [15, 10, 16, 11, 9, 11, 10, 18]


def given_tau(tau):
    """Density of y given tau: the exponent is a quadratic in mu."""
    v = [tau**2 + mpmath.mpf(x) ** 2 for x in s]
    a = sum(1 / x for x in v) + mpmath.mpf(1) / 25
    b = sum(mpmath.mpf(t) / x for t, x in zip(y, v))
    c = sum(mpmath.mpf(t) ** 2 / x for t, x in zip(y, v))
    norm = mpmath.fprod(1 / mpmath.sqrt(2 * mpmath.pi * x) for x in v) / mpmath.sqrt(2 * mpmath.pi * 25)
    return norm * mpmath.sqrt(2 * mpmath.pi / a) * mpmath.exp((b * b / a - c) / 2)


def integrand(tau):
    return given_tau(tau) * 2 / (5 * mpmath.pi * (1 + (tau / 5) ** 2))


z = mpmath.quad(integrand, [0, 1, 5, 20, 100, 1000, mpmath.inf])
half = mpmath.log(2 * mpmath.pi) / 2
dropped = -17 * half - sum(mpmath.log(x) for x in s) - mpmath.log(5) + mpmath.log(2 / (5 * mpmath.pi))
print(
    json.dumps(
        {
            "mpmath": mpmath.__version__,
            "eight_schools": {"log_evidence": float(mpmath.log(z)), "dropped": float(dropped)},
        }
    )
)
