"""Writes one table of multiple-precision numbers per law beside this file: python make.py [law ...]

Each table holds, for every list of parameters: the entropy, log densities with their derivatives, distribution
functions, and log densities far out towards the ends. All come from the textbook densities in `continuous.py` and
`discrete.py`, evaluated by mpmath at DIGITS digits and rounded once; derivatives are numerical at that precision,
entropies are formulas of the textbooks, quadratures or sums. SciPy only searches for the points, and counts the mass of
a von Mises between them.

Beside each number stands its noise: the sum of the changes that a relative change of 2^-52 in each input makes. A
program in double precision cannot be asked for less than a small multiple of it.
"""

import json
import math
import sys
from pathlib import Path

import flint
import mpmath
import scipy
from mpmath import mp, mpf

import continuous
import discrete

DIGITS = 50
HERE = Path(__file__).parent
LAWS = {law.name: law for law in [*continuous.LAWS, *discrete.LAWS]}
LEVELS = ["1e-12", "1e-4", "0.02", "0.1", "0.25", "0.4", "0.5", "0.6", "0.75", "0.9", "0.98"]


def encode(y):
    y = float(y)
    if math.isnan(y):
        return "nan"
    if math.isinf(y):
        return "inf" if y > 0 else "-inf"
    return y


def with_noise(f, inputs, exact):
    """f and its noise; inputs flagged exact (counts, atoms) are not moved."""
    value = f(*inputs)
    if not mpmath.isfinite(value):
        return [encode(value), 0.0]
    noise = mpf(0)
    for k, x in enumerate(inputs):
        if not exact[k] and x != 0:
            for step in (mpf(2) ** -52, -(mpf(2) ** -52)):
                moved = f(*(v * (1 + step) if j == k else v for j, v in enumerate(inputs)))
                # The other way where this one leaves the support.
                if isinstance(moved, mpf) and mpmath.isfinite(moved):
                    noise += abs(moved - value)
                    break
    return [encode(value), encode(noise)]


def partial(f, k, values):
    """The derivative in the k-th input, by a step relative to it."""
    if mpmath.isinf(values[k]):
        return mpf(0)
    scale = values[k] if values[k] != 0 else mpf(1)
    along = lambda s: f(*(v + s * scale if j == k else v for j, v in enumerate(values)))
    return mpmath.diff(along, 0) / scale


def quantile(law, theta, level, upper):
    """A double near the quantile, by bisection on an expanding and then shrinking bracket."""
    low, high = law.support(*theta)
    below = (lambda x: law.survival(x, *theta) > level) if upper else (lambda x: law.cdf(x, *theta) < level)
    if low > -math.inf:
        place = lambda s: low + mpmath.exp(s) if high == math.inf else low + (high - low) / (1 + mpmath.exp(-s))
    else:
        place = lambda s: law.centre(*theta) + mpmath.sinh(s)

    def is_below(s):
        try:
            return below(place(s))
        except ZeroDivisionError:
            # At an end, to this precision.
            return s < 0

    left, right = mpf(-700), mpf(700)
    for _ in range(40):
        middle = (left + right) / 2
        if is_below(middle):
            left = middle
        else:
            right = middle
    x = place((left + right) / 2)
    return mpmath.floor(x) if law.discrete else x


def points(law, theta):
    if law.points:
        return sorted(set(float(x) for x in law.points(*theta)))
    low, high = law.support(*theta)
    with mp.workdps(20):
        found = [quantile(law, theta, mpf(p), False) for p in LEVELS]
        found += [quantile(law, theta, mpf(p), True) for p in LEVELS]
    if law.discrete:
        found = [min(max(x, low), high) for x in found]
        return sorted(set(float(x) for x in found))
    # Past 1e12 scales of a heavy tail nothing new happens; doubles only.
    kept = set(float(x) for x in found)
    return sorted(x for x in kept if low < x < high and 1e-300 < abs(x) < 1e300)


def entropy(law, theta, xs):
    low, high = law.support(*theta)
    if law.entropy:
        return encode(law.entropy(*theta))
    if law.discrete:
        return encode(discrete_entropy(law, theta, low, high, xs))
    with mp.workdps(30):
        def integrand(x):
            if not low < x < high:
                return mpf(0)
            log = law.log_density(x, *theta)
            return -mpmath.exp(log) * log if -1e6 < log < mpmath.inf else mpf(0)

        if low == 0 and high == math.inf:
            f = lambda s: integrand(mpmath.exp(s)) * mpmath.exp(s)
            places = [mpmath.log(x) for x in xs]
            span = places[-1] - places[0]
            edges = [places[0] - 2 * span, *places, places[-1] + 2 * span]
        else:
            origin, scale = mpf(xs[len(xs) // 2]), mpf(xs[-1]) - mpf(xs[0])
            f = lambda s: integrand(origin + scale * s) * scale
            edges = [(mpf(x) - origin) / scale for x in (low, *xs, high)]
        value, error = mpmath.quad(f, edges, error=True, maxdegree=9)
        if error > mpf(10) ** -16 * max(1, abs(value)):
            print(f"  {law.name}{theta}: entropy to {float(error):.1e} only, left out", flush=True)
            return None
        return encode(value)


def discrete_entropy(law, theta, low, high, xs):
    """Sum outwards from the median until the terms are below 1e-25."""
    if xs[-1] - xs[0] > 30_000:
        return math.nan
    with mp.workdps(30):
        term = lambda x: (lambda log: -mpmath.exp(log) * log if mpmath.isfinite(log) else mpf(0))(
            law.log_density(mpf(x), *theta))
        start = int(xs[len(xs) // 2])
        total = mpf(0)
        for step, end in ((1, high), (-1, low)):
            x = start if step == 1 else start - 1
            while (x <= end if step == 1 else x >= end):
                t = term(x)
                total += t
                if abs(t) < mpf(10) ** -26 and abs(x - start) > 60 + 2 * (xs[-1] - xs[0]):
                    break
                x += step
                if abs(x - start) > 60_000:
                    return math.nan
        return total


def tails(law, theta, xs):
    """[t, ln f, ln(-ln f)] at growing t, t the distance from an infinite end's origin or 1/distance from an end."""
    low, high = law.support(*theta)
    spread = max(abs(xs[-1]), abs(xs[0]), xs[-1] - xs[0])
    result = {}
    with mp.workdps(500):
        theta = [mpf(v) for v in theta]
        for name, end, sign in (("low", low, -1), ("high", high, 1)):
            if law.discrete and mpmath.isfinite(end):
                continue
            rows = []
            for factor in ("1e8", "2e8", "1e100", "1e200"):
                if mpmath.isfinite(end):
                    nearest = abs(xs[0 if sign < 0 else -1] - end)
                    t = mpf(factor) / (mpf(nearest) if nearest > 0 else mpf(1))
                    x = end - sign / t
                else:
                    t = mpf(factor) * mpf(max(spread, 1e-6))
                    x = sign * t
                if law.discrete:
                    x = t = mpmath.floor(t)
                if t > (law.tail_limit or 1e290):
                    continue
                log = law.log_density(x, *theta)
                if not mpmath.isfinite(log):
                    continue
                size = mpmath.log(-log) if log < 0 else mpf("nan")
                rows.append([encode(t), encode(log), encode(size)])
            result[name] = rows
    return result


def case(law, written):
    """Vectors among the parameters are taken apart for the densities, and written as they stand."""
    theta = [mpf(v) for value in written for v in (value if isinstance(value, list) else [value])]
    exact = [name in law.counts for name in law.parameters] or [False] * len(theta)
    xs = points(law, theta)
    rows = []
    for x in xs:
        inputs = [mpf(x), *theta]
        flags = [law.discrete, *exact]
        row = {"x": encode(x), "log_density": with_noise(law.log_density, inputs, flags)}
        partials = []
        for k in range(len(inputs)):
            if flags[k] or (law.discrete and k == 0):
                partials.append([0.0, 0.0])
                continue
            partials.append(with_noise(lambda *values: partial(law.log_density, k, values), inputs, flags))
        row["partials"] = partials
        if law.cdf:
            row["cdf"] = with_noise(law.cdf, inputs, flags)
            row["survival"] = with_noise(law.survival, inputs, flags)
        rows.append(row)
    parameters = [[encode(v) for v in value] if isinstance(value, list) else encode(value) for value in written]
    result = {"parameters": parameters, "entropy": entropy(law, theta, xs), "rows": rows}
    if not law.skip_tails:
        result["tails"] = tails(law, theta, xs)
    return result


def main():
    mp.dps = DIGITS
    for name in sys.argv[1:] or LAWS:
        law = LAWS[name]
        print(name, flush=True)
        table = {
            "made_by": f"mpmath {mpmath.__version__}, {DIGITS} digits; python-flint {flint.__version__}; SciPy {scipy.__version__}",
            "law": name,
            "bounds": law.bounds,
            "cases": [case(law, theta) for theta in law.cases],
        }
        (HERE / f"{name}.json").write_text(json.dumps(table, indent=None, separators=(",", ":")).replace('{"x"', '\n{"x"') + "\n")


if __name__ == "__main__":
    main()
