"""Writes psis.json: Pareto-smoothed importance weights by ArviZ.

Usage: python psis.py > psis.json    (ArviZ 0.22 takes log ratios as they are, not negated.)
"""

import json

import arviz
import numpy
import scipy
from scipy import stats

rng = numpy.random.default_rng(20240501)


def case(name, log_ratios):
    smoothed, k = arviz.psislw(log_ratios)
    order = numpy.argsort(log_ratios)
    return {
        "name": name,
        "log_ratios": [float(x) for x in log_ratios],
        "pareto_k": float(k),
        "effective_sample_size": float(1 / numpy.sum(numpy.exp(2 * smoothed))),
        "largest": [float(smoothed[i]) for i in order[-5:]],
        "smallest": [float(smoothed[i]) for i in order[:5]],
    }


def ratios(p, q, size):
    x = q.rvs(size=size, random_state=rng)
    return p.logpdf(x) - q.logpdf(x)


cases = [
    case("normal(0,1) by normal(0,0.8)", ratios(stats.norm(0, 1), stats.norm(0, 0.8), 1000)),
    case("normal(0,1) by normal(0.5,0.7)", ratios(stats.norm(0, 1), stats.norm(0.5, 0.7), 2000)),
    case("student_t(3) by normal(0,1)", ratios(stats.t(3), stats.norm(0, 1), 1000)),
    case("exponential ratios", rng.exponential(size=400)),
    case("half of them zero", numpy.where(numpy.arange(300) % 2 == 0, -800.0, rng.exponential(size=300))),
]
print(json.dumps({"arviz": arviz.__version__, "scipy": scipy.__version__, "cases": cases}))
