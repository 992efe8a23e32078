"""Divergences of arrays in multiple precision, and SciPy's numbers for the same arrays.

The arrays are divided by their exact sums before anything is computed. Needs mpmath, numpy, scipy.

Usage: python make.py > tables.json
"""

import json

import mpmath as mp
import numpy as np
import scipy
import scipy.spatial.distance
import scipy.stats

mp.mp.dps = 60


def exactly(weights):
    weights = [mp.mpf(float(w)) for w in weights]
    total = mp.fsum(weights)
    return [w / total for w in weights]


def quantities(q, p):
    q, p = exactly(q), exactly(p)
    return answers(q, p)


def answers(q, p):
    infinite = any(a > 0 and b == 0 for a, b in zip(q, p))
    m = [(a + b) / 2 for a, b in zip(q, p)]

    def kl(x, y):
        return mp.fsum(a * mp.log(a / b) for a, b in zip(x, y) if a > 0)

    return {
        "kl": None if infinite else float(kl(q, p)),
        "js": float((kl(q, m) + kl(p, m)) / 2),
        "entropy": float(-mp.fsum(a * mp.log(a) for a in q if a > 0)),
        "cross_entropy": None if infinite else float(-mp.fsum(a * mp.log(b) for a, b in zip(q, p) if a > 0)),
    }


def case(name, scale, q, p, **more):
    if scale == "log":
        # Normalised in multiple precision from the stored logarithms.
        def weights(x):
            w = [mp.exp(mp.mpf(float(v))) if np.isfinite(v) else mp.mpf(0) for v in x]
            total = mp.fsum(w)
            return [v / total for v in w]

        found = answers(weights(q), weights(p))
    else:
        found = quantities(q, p)

    def plain(x):
        return [float(v) if np.isfinite(v) else None for v in x]

    return {"name": name, "scale": scale, "q": plain(q), "p": plain(p), **found, **more}


rng = np.random.default_rng(20240917)
cases = []
for epsilon in (1e-3, 1e-6, 1e-8):
    p = rng.dirichlet(np.full(200, 2.0))
    q = p * (1 + epsilon * rng.standard_normal(200))
    q /= q.sum()
    cases.append(case(f"perturbed by {epsilon:g}", "linear", q, p))
    cases.append(case(f"logarithms perturbed by {epsilon:g}", "log", np.log(q), np.log(p)))
q, p = rng.dirichlet(np.full(50, 0.1)), rng.dirichlet(np.full(50, 0.1))
cases.append(case("sparse", "linear", q, p))
cases.append(case("sparse logarithms", "log", np.log(q), np.log(p)))
cases.append(case("Bernoulli", "linear", [0.3, 0.7], [0.5, 0.5]))
cases.append(case("a zero under Q", "linear", [0.0, 0.5, 0.5], [0.2, 0.3, 0.5]))
cases.append(case("a zero under P", "linear", [0.2, 0.3, 0.5], [0.0, 0.5, 0.5]))
cases.append(case("a zero in both", "linear", [0.0, 0.25, 0.75], [0.0, 0.5, 0.5]))
cases.append(case("subnormal", "linear", [1.0, 0.0], [1e-310, 1.0]))
single = [np.float32(x) for x in rng.normal(0, 3, 40)]
other = [np.float32(x) for x in rng.normal(0, 3, 40)]
cases.append(case("single logits", "log", single, other, single=True))
near = [np.float32(x + 1e-4 * rng.standard_normal()) for x in single]
cases.append(case("single logits, nearly equal", "log", single, near, single=True))
deep = [np.float32(x) for x in (-np.inf, -0.5, -95.0, 0.3, -1e7)]
deep_p = [np.float32(x) for x in (-np.inf, -0.9, -0.5, 0.1, -3.0)]
cases.append(case("single logits with zeros", "log", deep, deep_p, single=True))

for entry in cases:
    if entry["scale"] == "linear":
        entry["scipy_entropy"] = None if entry["kl"] is None else float(scipy.stats.entropy(entry["q"], entry["p"]))
        entry["scipy_jensenshannon_squared"] = float(scipy.spatial.distance.jensenshannon(entry["q"], entry["p"]) ** 2)

versions = {"mpmath": mp.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
print(json.dumps({"versions": versions, "cases": cases}, indent=1))
