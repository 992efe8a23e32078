"""Writes convergence.json: R-hat, effective sample sizes and Monte Carlo errors by ArviZ.

Usage: python convergence.py > convergence.json
"""

import json

import arviz
import numpy

rng = numpy.random.default_rng(20261123)


def case(name, chains):
    # Rounded, so that the file stays small and reads back as the same numbers.
    chains = numpy.round(chains, 5)
    of = lambda kind: float(arviz.ess(chains, method=kind))
    return {
        "name": name,
        "chains": chains.tolist(),
        "mean": float(chains.mean()),
        "mean_error": float(arviz.mcse(chains, method="mean")),
        "sd": float(chains.std(ddof=1)),
        "sd_error": float(arviz.mcse(chains, method="sd")),
        "r_hat": float(arviz.rhat(chains, method="rank")),
        "ess_bulk": of("bulk"),
        "ess_tail": of("tail"),
        "ess_mean": of("mean"),
        "e_bfmi": [float(x) for x in arviz.bfmi(chains)],
    }


def autoregressive(chains, draws, rho):
    x = numpy.empty((chains, draws))
    x[:, 0] = rng.normal(size=chains)
    for t in range(1, draws):
        x[:, t] = rho * x[:, t - 1] + (1 - rho**2) ** 0.5 * rng.normal(size=chains)
    return x


shifted = rng.normal(size=(4, 100))
shifted[2] += 1.0
wide = rng.normal(size=(4, 100))
wide[1] *= 3.0
cases = [
    case("independent", rng.normal(size=(4, 100))),
    case("an odd number of draws", rng.normal(size=(3, 81))),
    case("correlated", autoregressive(4, 150, 0.8)),
    case("anticorrelated", autoregressive(4, 150, -0.6)),
    case("hardly moving", autoregressive(2, 120, 0.99)),
    case("one chain elsewhere", shifted),
    case("one chain wider", wide),
    case("heavy tails", rng.standard_cauchy(size=(4, 100))),
    case("counts with ties", rng.poisson(2.0, size=(4, 100)).astype(float)),
    case("short", rng.normal(size=(2, 5))),
]
print(json.dumps({"arviz": arviz.__version__, "numpy": numpy.__version__, "cases": cases}))
