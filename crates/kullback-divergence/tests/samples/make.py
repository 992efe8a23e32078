"""The adaptive-radius estimator and a ridge logistic regression by SciPy, on stored points.

Needs numpy and scipy.

Usage: python make.py > estimators.json
"""

import json

import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.spatial import cKDTree
from scipy.special import digamma, expit

rng = np.random.default_rng(5)


def adaptive(x, y, k):
    """ln q/p at each x: Wang, Kulkarni & Verdu's radius, Kraskov, Stoegbauer & Grassberger's rule."""
    n, m = len(x), len(y)
    own = cKDTree(x).query(x, k + 1)[0][:, -1]
    other = cKDTree(y).query(x, k)[0][:, -1]
    out = []
    for i in range(n):
        r = max(own[i], other[i])
        inside_x = (np.linalg.norm(x - x[i], axis=1) < r * (1 - 1e-12)).sum() - 1
        inside_y = (np.linalg.norm(y - x[i], axis=1) < r * (1 - 1e-12)).sum()
        first = digamma(k) if own[i] >= other[i] else digamma(inside_x + 1)
        second = digamma(k) if other[i] >= own[i] else digamma(inside_y + 1)
        out.append(first - digamma(n) - second + digamma(m + 1))
    return out


def quadratic(x):
    d = x.shape[1]
    cross = [x[:, i] * x[:, j] for i in range(d) for j in range(i)]
    return np.column_stack([x, x * x] + cross)


def logistic(x, y, ridge):
    f = quadratic(np.vstack([x, y]))
    f = (f - f.mean(0)) / f.std(0)
    label = np.r_[np.ones(len(x)), np.zeros(len(y))]

    def loss(theta):
        eta = theta[0] + f @ theta[1:]
        value = np.logaddexp(0, eta).sum() - eta[label == 1].sum() + 0.5 * ridge * (theta[1:] ** 2).sum()
        e = expit(eta) - label
        return value, np.r_[e.sum(), f.T @ e + ridge * theta[1:]]

    found = minimize(loss, np.zeros(f.shape[1] + 1), jac=True, method="BFGS", options={"gtol": 1e-10, "maxiter": 10000})
    return (found.x[0] + f @ found.x[1:]).tolist()


cases = []
for d, n, m in ((1, 40, 50), (2, 60, 45), (3, 80, 80)):
    x = np.round(rng.standard_normal((n, d)), 6)
    y = np.round(1.3 * rng.standard_normal((m, d)) + 0.3, 6)
    cases.append(
        {
            "d": d,
            "x": x.ravel().tolist(),
            "y": y.ravel().tolist(),
            "k": 4,
            "adaptive": adaptive(x, y, 4),
            "ridge": 1.0,
            "log_odds": logistic(x, y, 1.0),
        }
    )
versions = {"numpy": np.__version__, "scipy": scipy.__version__}
print(json.dumps({"versions": versions, "cases": cases}, indent=1))
