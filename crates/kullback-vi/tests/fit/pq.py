"""Numbers for `pq.rs`: divergences and moments by quadrature. SciPy 1.17.1, NumPy 2.4.6."""

import numpy as np
from scipy import integrate, optimize, special, stats


def two_modes(h, left):
    """Log density of unit modes at -h and h."""
    return lambda x: np.logaddexp(
        np.log(left) + stats.norm.logpdf(x, -h), np.log1p(-left) + stats.norm.logpdf(x, h)
    )


def divergence(log_a, log_b, low, high):
    f = lambda x: np.exp(log_a(x)) * (log_a(x) - log_b(x))
    return integrate.quad(f, low, high, limit=500, epsabs=1e-13, points=[-5, 0, 5])[0]


def matched(h, left):
    mean = (1 - 2 * left) * h
    sd = np.sqrt(1 + 4 * left * (1 - left) * h * h)
    p, q = two_modes(h, left), lambda x: stats.norm.logpdf(x, mean, sd)
    return divergence(q, p, -60, 60), divergence(p, q, -30, 30)


def optimum(h, start):
    """The normal that minimises D_KL(q||p) from `start` = (mean, sd), equal shares."""
    z, w = np.polynomial.hermite_e.hermegauss(200)
    w = w / w.sum()
    p = two_modes(h, 0.5)
    f = lambda t: -np.sum(w * p(t[0] + np.exp(t[1]) * z)) - t[1] - 0.5 * np.log(2 * np.pi * np.e)
    found = optimize.minimize(f, [start[0], np.log(start[1])], method="Nelder-Mead",
                              options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 10000})
    return found.x[0], np.exp(found.x[1]), found.fun


print("matched at h = 6, left = 0.4:", matched(6.0, 0.4))
for h in (2.0, 2.4, 2.45, 2.5, 2.6, 2.8, 3.0, 3.2, 4.0, 5.0):
    print(h, "from a mode", optimum(h, (h, 1.0)), "covering", optimum(h, (0.0, h)))
for a in (1.0, 4.0):
    print("log-gamma", a, special.polygamma(0, a), np.sqrt(special.polygamma(1, a)))
