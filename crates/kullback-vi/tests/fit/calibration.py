"""Writes calibration.json: tests of uniformity by SciPy.

Usage: python calibration.py > calibration.json
"""

import json

import numpy
import scipy
from scipy import stats

rng = numpy.random.default_rng(7)


def case(name, u):
    u = numpy.round(u, 6)
    cells = min(len(u) // 5, 20)
    histogram, _ = numpy.histogram(u, bins=cells, range=(0, 1))
    chi = stats.chisquare(histogram)
    z = lambda values, mean, sd: float((values.mean() - mean) / (sd / len(values) ** 0.5))
    bias = z(u, 0.5, stats.uniform.std())
    dispersion = z((u - 0.5) ** 2, 1 / 12, 180**-0.5)
    two_sided = lambda x: float(2 * stats.norm.sf(abs(x)))
    return {
        "name": name,
        "u": u.tolist(),
        "histogram": histogram.tolist(),
        "uniform": [float(chi.statistic), float(chi.pvalue)],
        "bias": [bias, two_sided(bias)],
        "dispersion": [dispersion, two_sided(dispersion)],
    }


cases = [
    case("calibrated", rng.uniform(size=100)),
    case("too_narrow", rng.beta(0.5, 0.5, size=150)),
    case("too_wide", rng.beta(3, 3, size=100)),
    case("too_low", rng.beta(2, 1, size=60)),
    case("too_high", rng.beta(1, 2, size=60)),
    # Mean and spread of the uniform, and nothing in between the cells.
    case("not_uniform", numpy.tile([0.06, 0.19, 0.21, 0.43, 0.57, 0.79, 0.81, 0.94], 30)),
]
print(json.dumps({"scipy": scipy.__version__, "numpy": numpy.__version__, "cases": cases}))
