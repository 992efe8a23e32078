"""Writes the multiple-precision tables beside this file: python make.py [table ...]

Inputs are exact doubles; outputs are mpmath values at DIGITS digits rounded once to double.
Each function carries the error the test allows: relative * |y| + absolute + exponent * |y ln|y||.
"""

import functools
import json
import math
import random
import sys
from pathlib import Path

import mpmath
from mpmath import mp, mpf

DIGITS = 60
mp.dps = DIGITS
HERE = Path(__file__).parent
INF = math.inf
NAN = math.nan
TINY = 2.2250738585072014e-308
SUBNORMAL = 5e-324
MAX = 1.7976931348623157e308
LN2 = 0.6931471805599453


def encode(x):
    if isinstance(x, int):
        return x
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return x


def rounded(y):
    """One rounding to double, subnormals included."""
    y = mpf(y)
    if not mpmath.isfinite(y) or y == 0:
        return float(y)
    _, exponent = mpmath.frexp(y)
    bits = min(53, exponent + 1074)
    if bits < 1:
        return math.copysign(SUBNORMAL if exponent == -1074 and abs(y) > mpf(2) ** -1075 else 0.0, y)
    with mpmath.workprec(bits):
        return float(+y)


def function(f, points, special=(), **bounds):
    """Rows for f at the points (tuples or numbers), then special rows given whole."""
    rows = []
    for point in points:
        point = point if isinstance(point, tuple) else (point,)
        point = tuple(float(v) for v in point)
        rows.append([*map(encode, point), encode(rounded(f(*map(mpf, point))))])
    rows += [[encode(float(v)) for v in row] for row in special]
    return {**bounds, "rows": rows}


def write(name, functions):
    head = {"tool": f"mpmath {mpmath.__version__}", "digits": DIGITS}
    lines = []
    for key, value in functions.items():
        bounds = "".join(f'"{k}": {json.dumps(v)}, ' for k, v in value.items() if k != "rows")
        rows = ",\n".join("      " + json.dumps(row) for row in value["rows"])
        lines.append(f'    "{key}": {{{bounds}"rows": [\n{rows}\n    ]}}')
    body = ",\n".join(lines)
    text = "{\n" + "".join(f'  "{k}": {json.dumps(v)},\n' for k, v in head.items())
    text += f'  "functions": {{\n{body}\n  }}\n}}\n'
    json.loads(text)
    (HERE / f"{name}.json").write_text(text)


def around(x, steps=3):
    """x and its neighbouring doubles."""
    out = [x]
    low = high = x
    for _ in range(steps):
        low, high = math.nextafter(low, -INF), math.nextafter(high, INF)
        out += [low, high]
    return out


def uniform(rng, low, high, n):
    return [rng.uniform(low, high) for _ in range(n)]


def magnitudes(rng, low, high, n):
    """n values whose base-10 logarithms are uniform."""
    return [10.0 ** rng.uniform(low, high) for _ in range(n)]


def signed(values):
    return [s * v for v in values for s in (1.0, -1.0)]


def log1p_exp(x):
    return mpmath.log1p(mpmath.exp(x))


def log1m_exp(x):
    return mpmath.log1p(-mpmath.exp(x)) if x < -1 else mpmath.log(-mpmath.expm1(x))


def log_diff_exp(a, b):
    return a + log1m_exp(b - a)


def exponential():
    rng = random.Random(1)
    small = signed(magnitudes(rng, -320, 0, 40) + [SUBNORMAL, TINY, 1e-300, 1e-17, 1e-16, 1e-8])
    halves = [LN2 * (k + 0.5) for k in range(-40, 40)]
    exp_points = small + halves + uniform(rng, -745, 709.7, 200) + uniform(rng, -2, 2, 100)
    exp_points += uniform(rng, -745.13, -708, 30) + around(709.782712893384) + around(-745.1332191019411)
    exp_points += around(-708.3964185322641) + [1.0, -1.0, 710.0, 711.0, -745.2, -746.0, -750.0, MAX, -MAX]
    exp_points = [x for x in exp_points if abs(x) < 1e5]
    expm1_points = small + halves + uniform(rng, -60, 60, 120) + uniform(rng, -2, 2, 200)
    expm1_points += uniform(rng, 60, 709.7, 60) + around(709.782712893384) + [-100.0, -745.0, -800.0]
    ln_points = magnitudes(rng, -323, 308, 200) + uniform(rng, 0.5, 2, 200) + around(1.0) + around(0.7071067811865476)
    ln_points += around(1.4142135623730951) + around(TINY) + [SUBNORMAL, MAX, 2.0, 0.5, 10.0]
    ln_points += [1.0 + v for v in signed(magnitudes(rng, -16, 0, 40)) if v > -1]
    log1p_points = small + uniform(rng, -1, 3, 200) + magnitudes(rng, -10, 308, 100)
    log1p_points += around(-0.2928932188134524) + around(0.4142135623730951) + [math.nextafter(-1, 0), 1.0, MAX]
    log1p_points += [v for v in signed(magnitudes(rng, -17, -14, 40))]
    line = small + uniform(rng, -50, 50, 100) + uniform(rng, -740, 740, 60) + [40.0, -40.0, -745.0, 1e5, 1e300]
    below = [-v for v in magnitudes(rng, -320, 2.87, 200)] + around(-LN2) + uniform(rng, -2, 0, 60) + [-740.0]
    probabilities = magnitudes(rng, -320, 0, 60) + uniform(rng, 0, 1, 200) + around(0.5) + around(0.3) + around(0.7)
    probabilities += [0.5 + v for v in signed(magnitudes(rng, -16, -1, 30))]
    probabilities += [1 - v for v in magnitudes(rng, -16, -1, 30)] + [math.nextafter(1, 0), SUBNORMAL]
    probabilities = [p for p in probabilities if 0 < p < 1]
    tanh_points = small + uniform(rng, -3, 3, 200) + uniform(rng, -25, 25, 60) + [300.0, -1e300]
    pairs = [(x, x - d) for x in uniform(rng, -30, 30, 15) + [0.0, -1000.0] for d in magnitudes(rng, -12, 2.5, 6)]
    pairs += [(b, a) for a, b in pairs]
    ordered = [(a, b) for a, b in pairs if a > b]
    write(
        "exponential",
        {
            "exp": function(
                mpmath.exp, exp_points,
                [(0, 1), (-0.0, 1), (INF, INF), (-INF, 0), (NAN, NAN), (MAX, INF), (-MAX, 0), (710, INF)],
                relative=2.3e-16,
            ),
            "expm1": function(
                mpmath.expm1, [x for x in expm1_points if x != 0],
                [(0, 0), (-0.0, -0.0), (INF, INF), (-INF, -1), (NAN, NAN), (MAX, INF), (-MAX, -1)],
                relative=2.5e-16,
            ),
            "ln": function(
                mpmath.log, ln_points,
                [(0, -INF), (-0.0, -INF), (INF, INF), (NAN, NAN), (-1, NAN), (-SUBNORMAL, NAN), (-INF, NAN)],
                relative=2.3e-16,
            ),
            "log1p": function(
                mpmath.log1p, log1p_points,
                [(0, 0), (-0.0, -0.0), (-1, -INF), (-1.5, NAN), (INF, INF), (-INF, NAN), (NAN, NAN)],
                relative=2.5e-16,
            ),
            "log1p_exp": function(log1p_exp, line, [(INF, INF), (-INF, 0), (NAN, NAN)], relative=4e-16),
            "log1m_exp": function(
                log1m_exp, below, [(0, -INF), (1, NAN), (INF, NAN), (-INF, -0.0), (NAN, NAN)], relative=5e-16
            ),
            "inv_logit": function(
                lambda x: 1 / (1 + mpmath.exp(-x)), line, [(INF, 1), (-INF, 0), (NAN, NAN)], relative=5e-16
            ),
            "log_inv_logit": function(
                lambda x: -log1p_exp(-x), line, [(INF, -0.0), (-INF, -INF), (NAN, NAN)], relative=4e-16
            ),
            "logit": function(
                lambda p: mpmath.log(p / (1 - p)), [p for p in probabilities if p != 0.5],
                [(0, -INF), (1, INF), (0.5, 0), (-0.1, NAN), (1.1, NAN), (INF, NAN), (NAN, NAN)],
                relative=6e-16,
            ),
            "tanh": function(
                mpmath.tanh, tanh_points,
                [(0, 0), (-0.0, -0.0), (INF, 1), (-INF, -1), (NAN, NAN)], relative=5e-16,
            ),
            "log_add_exp": function(
                lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)), pairs,
                [(INF, 0, INF), (0, INF, INF), (INF, INF, INF), (-INF, -INF, -INF), (-INF, 3, 3), (3, -INF, 3),
                 (INF, -INF, INF), (NAN, 1, NAN), (1, NAN, NAN), (NAN, INF, NAN)],
                relative=4e-16, absolute=3e-16,
            ),
            "log_diff_exp": function(
                log_diff_exp, ordered,
                [(1, 1, -INF), (1, 2, NAN), (3, -INF, 3), (-INF, -INF, -INF), (INF, 0, INF), (NAN, 1, NAN), (1, NAN, NAN),
                 (INF, INF, NAN), (0, INF, NAN)],
                relative=5e-16, absolute=3e-16,
            ),
        },
    )


def log_sum():
    rng = random.Random(2)
    lists = [tuple(rng.gauss(0, s) for _ in range(n)) for n in (1, 2, 3, 7, 8, 9, 16, 33, 100) for s in (0.1, 3, 300)]
    lists += [(0.0, -50.0, -60.0), (-50.0, 0.0), (-1000.0, -1000.5), (800.0, 801.0, -INF), (-45.0,) * 9 + (0.0,)]
    write(
        "log_sum",
        {
            "log_sum_exp": function(
                lambda *v: mpmath.log(mpmath.fsum(mpmath.exp(x) for x in v)), lists,
                [(-INF, -INF), (-INF, -INF, -INF), (INF, 1, INF), (INF, -INF, INF), (INF, INF, INF), (NAN, 1, NAN),
                 (INF, NAN, NAN), (1, NAN, NAN)],
                relative=5e-16, absolute=4e-16,
            ),
        },
    )


def lgamma(x):
    return mpmath.loggamma(x).real


def enlarged(f):
    """f with more digits for large arguments, where sums of ln Γ cancel."""

    def g(*arguments):
        with mpmath.workdps(DIGITS + max(0, int(3 * mpmath.log10(max(map(abs, arguments)))))):
            y = f(*arguments)
        return +y

    return g


@enlarged
def log_gamma_ratio(x, d):
    return lgamma(x + d) - lgamma(x)


@enlarged
def lbeta(a, b):
    return lgamma(a) + lgamma(b) - lgamma(a + b)


@enlarged
def lchoose(n, k):
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


@enlarged
def log_falling_factorial(x, n):
    return lgamma(x + 1) - lgamma(x - n + 1)


def lgamma1p(a):
    with mpmath.workdps(DIGITS + max(0, int(-mpmath.log10(a)))):
        y = lgamma(1 + a)
    return +y


@enlarged
def stirling_remainder(x):
    return lgamma(x) - ((x - 0.5) * mpmath.log(x) - x + mpmath.log(2 * mpmath.pi) / 2)


def gamma():
    rng = random.Random(3)
    positive = magnitudes(rng, -300, 300, 80) + uniform(rng, 0, 20, 200) + magnitudes(rng, -3, 4, 100)
    positive += [0.5, 1.5, 3.0, 7.0, 10.0, 9.999999, 100.0, math.nextafter(10, 0), math.nextafter(1, 0), 1.25]
    near = [c + v for c in (1.0, 2.0) for v in signed(magnitudes(rng, -15, -1, 20))]
    zero = 1.4616321449683623
    near_zero = around(zero, 4) + [zero + v for v in signed(magnitudes(rng, -14, -1, 25))]
    negative = [-v for v in uniform(rng, 0, 30, 150)] + [-v for v in magnitudes(rng, -300, -1, 20)]
    negative += [-k + v for k in range(1, 12) for v in signed(magnitudes(rng, -9, -1, 2))] + [-0.5, -1.5, -1000.25]
    not_integer = [x for x in negative if x != math.floor(x)]
    above_one = [x for x in positive if x >= 1 and x < 1e300]
    small = uniform(rng, 0, 12, 25) + magnitudes(rng, -300, 0, 15)
    large = magnitudes(rng, 1, 12, 30) + [10.0, 5000.0, 7000.0, 1e15, 1e100, 1e300]
    pairs = [(a, b) for a in small for b in small[::2]] + [(a, b) for a in small[::2] for b in large]
    pairs += [(a, b) for a in large for b in large[::2]]
    pairs += [(b, a) for a, b in pairs[::7]]
    choose = [(n, k) for n in (1.0, 2.0, 5.0, 10.0, 30.0, 52.0, 1000.0, 1e6, 1e10, 1e15) for k in (1.0, 2.0, 3.0, 5.0, 17.0, 499.0) if k < n]
    choose += [(n, k * n) for n in uniform(rng, 0.5, 100, 30) for k in (0.1, 0.4, 0.9)] + [(3.5, -0.5), (0.5, -0.25), (-0.5, 0.25)]
    ratios = [(x, d) for x in uniform(rng, 0.1, 30, 12) + magnitudes(rng, 1, 15, 20) for d in (0.5, 1.0, 3.0, 20.0, 1000.0, 1e7)]
    write(
        "gamma",
        {
            "lgamma": function(
                lgamma, positive + near + not_integer,
                [(1, 0), (2, 0), (0, INF), (-1, INF), (-7, INF), (INF, INF), (NAN, NAN)],
                relative=3e-15, absolute=1e-15,
            ),
            "lgamma1p": function(
                lgamma1p, [x for x in positive if x < 10 and abs(x - 1) > 0.01], [(0, 0), (1, 0)], relative=2e-15, absolute=2e-16
            ),
            "digamma": function(
                mpmath.digamma, positive + near_zero + [x for x in not_integer if abs(mpmath.digamma(x)) > 1],
                [(0, NAN), (-1, NAN), (-20, NAN), (INF, INF), (NAN, NAN), (-INF, NAN)], relative=3e-15,
            ),
            "trigamma": function(
                lambda x: mpmath.psi(1, x), [x for x in positive if x > 1e-150] + not_integer,
                [(0, INF), (-1, INF), (1e-200, INF), (INF, 0), (NAN, NAN), (-INF, NAN)], relative=2e-15,
            ),
            "stirling_remainder": function(
                stirling_remainder, above_one, relative=1e-15,
            ),
            "lbeta": function(
                lbeta, pairs,
                [(0, 1, INF), (1, 0, INF), (0, 0, INF), (1, INF, -INF), (-1, 2, NAN), (NAN, 1, NAN), (1, NAN, NAN)],
                relative=1e-15, absolute=1e-15,
            ),
            "lchoose": function(
                lchoose, choose,
                [(5, 0, 0), (0, 0, 0), (5, 5, 0), (-1, 0, 0), (5, 6, -INF), (5, -1, -INF), (5, 7, NAN), (5, -2, NAN), (-2, 0, NAN), (NAN, 1, NAN)],
                relative=4e-15, absolute=1e-15,
            ),
            "log_gamma_ratio": function(log_gamma_ratio, ratios, relative=2e-15, absolute=1e-15),
            "log_rising_factorial": function(log_gamma_ratio, ratios[::3], relative=2e-15, absolute=1e-15),
            "log_falling_factorial": function(
                log_falling_factorial, [(x, n) for x, n in ratios if n <= x],
                [(5, 5, rounded(mpmath.log(120)))], relative=2e-15, absolute=1e-15,
            ),
            "lmultiply": function(
                lambda a, b: a * mpmath.log(b), [(a, b) for a in (-2.5, 0.3, 7.0) for b in (1e-300, 0.2, 3.0, 1e300)],
                [(0, 0, 0), (0, 2, 0), (1, 0, -INF), (1, -1, NAN)], relative=4e-16,
            ),
        },
    )


def normal_cdf(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def normal_log_cdf(x):
    return mpmath.log1p(-normal_cdf(-x)) if x > 0 else mpmath.log(normal_cdf(x))


def normal_quantile(p):
    x = mpf(normal_quantile.start(float(p)))
    for _ in range(8):
        density = mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)
        # Newton on the logarithm of the smaller tail.
        tail, target, sign = (normal_cdf(x), p, 1) if p < 0.5 else (normal_cdf(-x), 1 - p, -1)
        x -= sign * mpmath.log(tail / target) * tail / density
    return x


def owens_t(h, a):
    """Owen's integral, from panels fine enough for the Gaussian in it."""
    h, a = abs(h), a
    end = min(abs(a), 30 / h) if h else abs(a)
    panels = [end * k / 12 for k in range(13)]
    integral = mpmath.quad(lambda x: mpmath.exp(-h * h * x * x / 2) / (1 + x * x), panels)
    return mpmath.sign(a) * integral * mpmath.exp(-h * h / 2) / (2 * mpmath.pi)


def normal():
    from scipy.special import ndtri  # a starting point only

    normal_quantile.start = ndtri
    rng = random.Random(4)
    small = signed(magnitudes(rng, -300, 0, 25))
    wide = small + uniform(rng, -6, 6, 200) + around(0.46875) + around(4.0)
    tails = [-v for v in magnitudes(rng, 0, 1.58, 100)] + [-1.0, -37.5, -38.0, -38.4] + around(-1.0)
    probabilities = magnitudes(rng, -323, -0.4, 150) + uniform(rng, 0, 1, 150) + around(0.075) + around(0.925)
    probabilities += [0.5 + v for v in signed(magnitudes(rng, -15, -1, 20))] + [1 - v for v in magnitudes(rng, -15, -1, 30)]
    probabilities += [SUBNORMAL, TINY, math.nextafter(1, 0), math.exp(-25)]
    write(
        "normal",
        {
            "erf": function(mpmath.erf, wide, [(0, 0), (INF, 1), (-INF, -1), (NAN, NAN)], relative=4e-16),
            "erfc": function(
                mpmath.erfc, wide + uniform(rng, 6, 26, 60), [(0, 1), (INF, 0), (-INF, 2), (NAN, NAN)], relative=1e-15
            ),
            "erfcx": function(
                lambda x: mpmath.erfc(x) * mpmath.exp(x * x),
                wide + uniform(rng, -26, 26, 100) + magnitudes(rng, 1, 3, 40),
                [(0, 1), (-INF, INF), (-30, INF), (INF, 0), (NAN, NAN), (1e200, rounded(1 / (mpf(1e200) * mpmath.sqrt(mpmath.pi))))],
                relative=1e-15,
            ),
            "normal_cdf": function(normal_cdf, wide + tails, [(0, 0.5), (INF, 1), (-INF, 0), (-1e200, 0), (NAN, NAN)], relative=1.5e-15),
            "normal_log_cdf": function(
                normal_log_cdf, wide + tails + [-40.0, -100.0, -1000.0, -1e10, 10.0, 20.0, 37.0],
                [(INF, 0), (-INF, -INF), (NAN, NAN)], relative=1.5e-15,
            ),
            "normal_quantile": function(
                normal_quantile, [p for p in probabilities if 0 < p < 1 and p != 0.5],
                [(0, -INF), (1, INF), (0.5, 0), (-0.1, NAN), (1.1, NAN), (NAN, NAN)], relative=2e-15,
            ),
            "owens_t": function(
                owens_t,
                [(h, a) for h in (-0.3, 0.01, 0.7, 1.0, 2.5, 6.0, 20.0, 36.0) for a in (-0.8, 1e-9, 0.1, 0.5, 1.0, 1.01, 1.7, 9.0, 1e4)],
                [(0, 1, 0.125), (2, INF, rounded(normal_cdf(-2) / 2)), (1, 0, 0), (INF, 0.5, 0), (NAN, 1, NAN), (1, NAN, NAN)],
                relative=2e-15,
            ),
        },
    )


def lower_gamma(a, x):
    """P(a, x) by its series of positive terms."""
    term = total = mpf(1)
    n = a
    while term > total * mpmath.eps:
        n += 1
        term *= x / n
        total += term
    return mpmath.exp(a * mpmath.log(x) - x - mpmath.loggamma(a + 1)) * total


def lower_beta(a, b, x):
    """I_x(a, b) by DLMF 8.17.8, a series of positive terms."""
    if x > 0.5:
        return 1 - lower_beta(b, a, 1 - x)
    term = total = mpf(1)
    n = mpf(0)
    while term > total * mpmath.eps:
        term *= x * (a + b + n) / (a + 1 + n)
        n += 1
        total += term
    front = a * mpmath.log(x) + b * mpmath.log1p(-x) - lgamma(a) - lgamma(b) + lgamma(a + b)
    return mpmath.exp(front) * total / a


def student_t(t, nu):
    square = t * t
    tail = lower_beta(nu / 2, mpf(1) / 2, nu / (nu + square)) / 2
    return 1 - tail if t > 0 else tail


def deep(f):
    """f with digits enough for complements down to 1e-330, and remembered."""

    @functools.cache
    def g(*arguments):
        for digits in (90, 420):
            with mpmath.workdps(digits):
                y = f(*arguments)
            if abs(y) > mpf("1e-50"):
                break
        # Rounded to DIGITS: mpmath 1.4.1 errs in the log of a longer number beside a power of 2.
        return +y

    return g


lower_p = deep(lower_gamma)
upper_q = deep(lambda a, x: 1 - lower_gamma(a, x))
lower_i = deep(lower_beta)
cdf_t = deep(student_t)


def log_of(p, complement, *arguments):
    return mpmath.log(p) if p < 0.5 else mpmath.log1p(-complement(*arguments))


def gamma_points(rng):
    pairs = [(a, a * r) for a in uniform(rng, 0.01, 40, 40) for r in (0.01, 0.3, 0.7, 0.95, 1.05, 1.6, 3.0)]
    pairs += [(a, a + k * math.sqrt(a)) for a in (20.0, 19.9, 25.0, 60.0, 150.0, 1000.0, 12345.0, 1e6) for k in (-6, -2, -0.3, 0.01, 0.5, 3, 7)]
    pairs += [(a, x) for a in (1e-10, 1e-3, 0.05, 0.3, 0.5, 0.9) for x in (1e-300, 1e-10, 1e-3, 0.1, 0.4, 0.6, 1.0, 1.09, 1.11, 3.0, 20.0)]
    pairs += [(a, x) for a in (1.0, 1.5, 2.0, 5.0, 12.0, 100.0) for x in (1e-20, 1e-3, 0.5, 1.0, 2.0, 6.0, 12.0, 60.0, 130.0, 500.0)]
    pairs = [(a, x) for a, x in pairs if x > 0]
    return pairs


def beta_points():
    triples = []
    for a in (0.1, 0.5, 1.0, 1.7, 3.0, 8.0, 40.0, 333.0):
        for b in (0.2, 0.5, 1.0, 2.5, 9.0, 77.0, 1000.0):
            mean = a / (a + b)
            spread = math.sqrt(a * b / (a + b + 1)) / (a + b)
            triples += [(a, b, mean * f) for f in (1e-3, 0.3, 0.9)] + [(a, b, mean + (1 - mean) * f) for f in (0.1, 0.6, 0.95)]
            triples += [(a, b, x) for k in (-4, -1, 1, 4) if 0 < (x := mean + k * spread) < 1]
    big = [(5000.0, 7000.0), (1e5, 1e5), (1e6, 3e4), (20.0, 1e6), (1e4, 0.5), (3e4, 5e4)]
    triples += [(a, b, a / (a + b) + k * math.sqrt(a * b / (a + b)) / (a + b)) for a, b in big for k in (-7, -3, -0.5, 0.0, 0.4, 2.5, 7)]
    triples += [(a, b, x) for a in (0.01, 0.3, 2.0) for b in (0.01, 0.4, 3.0) for x in (1e-300, 1e-12, 1e-3, 0.5, 0.999, 1 - 1e-9)]
    return [(a, b, x) for a, b, x in triples if 0 < x < 1]


def incomplete():
    rng = random.Random(5)
    pairs = gamma_points(rng)
    upper = [(a, x) for a, x in pairs if upper_q(mpf(a), mpf(x)) > mpf("1e-320")]
    lower = [(a, x) for a, x in pairs if lower_p(mpf(a), mpf(x)) > mpf("1e-305")]
    ends = [(1, 0), (1, INF), (0, 1), (INF, 1), (-1, 1), (1, -1), (0, 0), (NAN, 1), (1, NAN)]
    p_ends = [(0.0), 1.0, 1.0, 0.0, NAN, NAN, NAN, NAN, NAN]
    q_ends = [1 - p for p in p_ends]
    triples = beta_points()
    triples = [(a, b, x) for a, b, x in triples if lower_i(mpf(a), mpf(b), mpf(x)) > mpf("1e-305")]
    beta_ends = [(2, 3, 0), (2, 3, 1), (2, 3, -0.1), (2, 3, 1.1), (0, 1, 0.5), (-1, 2, 0.5), (1, -2, 0.5), (NAN, 1, 0.5), (1, 1, NAN)]
    beta_values = [0.0, 1.0] + [NAN] * 7
    t_pairs = [(s * t, nu) for nu in (0.1, 0.5, 1.0, 2.0, 3.0, 5.5, 30.0, 300.0, 1e5) for t in (1e-8, 0.1, 0.7, 1.0, 1.9, 4.0, 25.0) for s in (-1, 1)]
    t_pairs += [(-1e100, 1.0), (-1e10, 3.0), (-1e5, 0.1), (-40.0, 1e3)]
    t_ends = [(0, 3, 0.5), (INF, 3, 1), (-INF, 3, 0), (1, -1, NAN), (1, 0, NAN), (NAN, 2, NAN), (-INF, INF, 0), (0, INF, 0.5)]
    log = mpmath.log
    bounds = {"relative": 5e-15, "exponent": 5e-16}
    write(
        "incomplete",
        {
            "gamma_p": function(lower_p, lower, [(*e, p) for e, p in zip(ends, p_ends)], **bounds),
            "gamma_q": function(upper_q, upper, [(*e, q) for e, q in zip(ends, q_ends)], **bounds),
            "log_gamma_p": function(lambda a, x: log_of(lower_p(a, x), upper_q, a, x), pairs[::3], relative=4e-15, exponent=5e-16, absolute=1e-15),
            "log_gamma_q": function(lambda a, x: log_of(upper_q(a, x), lower_p, a, x), upper[::3] + [(3.0, 750.0)], relative=4e-15, exponent=5e-16, absolute=1e-15),
            "beta_inc": function(lower_i, triples, [(*e, v) for e, v in zip(beta_ends, beta_values)], relative=1e-14, exponent=5e-16),
            "log_beta_inc": function(lambda a, b, x: log_of(lower_i(a, b, x), lower_i, b, a, 1 - x), triples[::3], [(2, 3, 0, -INF), (2, 3, 1, 0)], relative=1e-14, exponent=5e-16, absolute=1e-15),
            "student_t_cdf": function(cdf_t, t_pairs, t_ends, relative=5e-15, exponent=1e-15),
            "student_t_log_cdf": function(
                lambda t, nu: log(cdf_t(t, nu)) if t < 0 else mpmath.log1p(-cdf_t(-t, nu)), t_pairs, [(INF, 3, 0), (-INF, 3, -INF), (1, -1, NAN), (NAN, 3, NAN)], relative=4e-15, exponent=5e-16, absolute=1e-15
            ),
        },
    )


def slope(f, index):
    """The derivative of f in one argument."""

    def g(*arguments):
        with mpmath.workdps(150):
            step = mpf(10) ** -50 * arguments[index]

            def at(k):
                return f(*(v + k * step if i == index else v for i, v in enumerate(arguments)))

            y = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
        return +y

    return g


def partials():
    rng = random.Random(7)
    pairs = [p for p in gamma_points(rng)[::2] if p[0] < 1e5]
    triples = [t for t in beta_points()[::3] if max(t[:2]) < 2e4 or t[0] == 3e4]
    by_a, by_x = slope(lower_gamma, 0), slope(lower_gamma, 1)
    pairs = [(a, x) for a, x in pairs if abs(by_a(mpf(a), mpf(x))) > 1e-80]
    by = [slope(lower_beta, i) for i in range(3)]
    triples = [t for t in triples if min(abs(f(*map(mpf, t))) for f in by) > 1e-80]
    gamma, beta = ({"relative": r, "exponent": 5e-16} for r in (1e-14, 1e-13))
    write(
        "partials",
        {
            "gamma_p_by_a": function(by_a, pairs, [(1, 0, 0), (-1, 1, NAN)], **gamma),
            "gamma_p_by_x": function(by_x, pairs, **gamma),
            "beta_inc_by_a": function(by[0], triples, [(2, 3, 0, 0), (2, 3, 1, 0), (2, -3, 0.5, NAN)], **beta),
            "beta_inc_by_b": function(by[1], triples, [(2, 3, 0, 0), (2, 3, 1, 0)], **beta),
            "beta_inc_by_x": function(by[2], triples, [(2, 3, 0, 0), (1, 3, 0, 3), (2, 0.5, 1, INF)], **beta),
        },
    )


def bessel():
    rng = random.Random(6)
    points = magnitudes(rng, -8, 8, 80) + uniform(rng, 0, 20, 100) + around(8.0) + around(1.0) + [1e-150, 1e15]
    i0, i1 = (lambda x, n=n: mpmath.besseli(n, x) for n in (0, 1))
    write(
        "bessel",
        {
            "bessel_i0_scaled": function(lambda x: i0(x) * mpmath.exp(-abs(x)), signed(points), [(0, 1), (INF, 0), (NAN, NAN)], relative=1.5e-15),
            "bessel_i1_scaled": function(lambda x: i1(x) * mpmath.exp(-abs(x)), signed(points), [(0, 0), (INF, 0), (NAN, NAN)], relative=1.5e-15),
            "log_bessel_i0": function(lambda x: mpmath.log(i0(x)), [x for x in points if x > 1e-20], [(0, 0), (INF, INF), (NAN, NAN)], relative=1e-15),
            "log_bessel_i1": function(lambda x: mpmath.log(i1(x)), points, [(0, -INF), (INF, INF), (-1, NAN), (NAN, NAN)], relative=1e-15, absolute=1e-15),
            "bessel_i1_over_i0": function(lambda x: i1(x) / i0(x), signed(points), [(0, 0), (INF, 1), (-INF, -1), (NAN, NAN)], relative=1.5e-15),
        },
    )


def bregman():
    rng = random.Random(8)
    tiny = signed(magnitudes(rng, -12, 0, 60))
    wide = [v for v in tiny + uniform(rng, -1, 2, 80) + magnitudes(rng, 0, 8, 20) if v > -1]
    exponents = tiny + uniform(rng, -50, 3, 60)
    sizes = magnitudes(rng, -6, 8, 60) + [0.5, 1.0, 9.9, 10.0, 10.1]
    near = [(b * (1 + e), b) for b in sizes for e in (1e-10, -1e-7, 1e-4, 0.03, -0.3, 1.5)]
    far = list(zip(magnitudes(rng, -6, 8, 80), magnitudes(rng, -6, 8, 80)))
    pairs = [(a, b) for a, b in near + far if a != b]
    x_ln_x = lambda a, b: a * mpmath.log(a / b) - (a - b)
    of_lgamma = lambda a, b: mpmath.loggamma(a) - mpmath.loggamma(b) - mpmath.digamma(b) * (a - b)
    points = magnitudes(rng, -6, 6, 60) + uniform(rng, 0, 30, 40)
    write(
        "bregman",
        {
            "log1pmx": function(lambda x: mpmath.log1p(x) - x, wide, [(0, 0), (-1, -INF)], relative=1e-15),
            "expm1mx": function(lambda x: mpmath.expm1(x) - x, exponents, [(0, 0)], relative=1e-15),
            "log1pmx_ratio": function(lambda a, b: mpmath.log(a / b) - (a / b - 1), pairs, [(2, 2, 0)], relative=2e-15),
            "bregman_x_ln_x": function(x_ln_x, pairs, [(0, 2, 2), (3, 3, 0)], relative=2e-15),
            "bregman_lgamma": function(of_lgamma, pairs, [(1, 1, 0), (-1, 1, NAN), (1, 0, NAN)], relative=5e-15),
            "bregman_stirling": function(lambda a, b: of_lgamma(a, b) - x_ln_x(a, b), pairs, [(1, 1, 0), (-1, 1, NAN)], relative=2e-14),
            "polygamma": function(lambda n, x: mpmath.polygamma(int(n), x), [(n, x) for n in (1, 2, 3, 5, 9) for x in points], relative=3e-15),
        },
    )


def root(f, target, near):
    """The point where the increasing f of a positive argument is the target: secants in the logarithms."""
    g = lambda t: mpmath.log(mpmath.re(f(mpmath.exp(t)))) - mpmath.log(target)
    t = mpmath.log(near)
    u = t * (1 + mpf("1e-14")) + mpf("1e-16")
    at_t, at_u = g(t), g(u)
    for _ in range(6):
        if at_u == at_t:
            break
        t, u = u, u - at_u * (u - t) / (at_u - at_t)
        at_t, at_u = at_u, g(u)
    return mpmath.exp(u)


def inverse():
    rng = random.Random(9)
    gammas, uppers, betas = [], [], []
    for a, x in gamma_points(rng)[::3]:
        p, q = (mpmath.re(f(mpf(a), mpf(x))) for f in (lower_p, upper_q))
        if a > 1e5:
            continue
        # The point moves by dP / P over this share of itself.
        rise = lambda v: mpf(x) ** a * mpmath.exp(-mpf(x)) / mpmath.gamma(a) / v
        if 1e-300 < p < 0.9 and rise(p) > 0.1:
            gammas.append((a, float(p), x))
        if 1e-300 < q < 0.9 and rise(q) > 0.1:
            uppers.append((a, float(q), x))
    for a, b, x in beta_points()[::4]:
        p = mpmath.re(lower_i(mpf(a), mpf(b), mpf(x)))
        if 1e-300 < p < 0.9 and 0.1 < min(a, b) and max(a, b) < 1e3 and x < 0.99:
            betas.append((a, b, float(p), x))
    rows = lambda points, f: [[*v[:-1], rounded(root(lambda x: f(*map(mpf, v[:-2]), x), mpf(v[-2]), mpf(v[-1])))] for v in points]
    bounds = {"relative": 1e-14, "exponent": 5e-16}
    write(
        "inverse",
        {
            "gamma_p_inverse": {**bounds, "rows": rows(gammas, lower_p) + [[1, 0, 0], [1, 1, "inf"], [1, 2, "nan"], [-1, 0.5, "nan"]]},
            "gamma_q_inverse": {**bounds, "rows": rows(uppers, upper_q) + [[1, 1, 0], [1, 0, "inf"], [1, -1, "nan"]]},
            "beta_inc_inverse": {**bounds, "rows": rows(betas, lower_i) + [[2, 3, 0, 0], [2, 3, 1, 1], [2, 3, 1.5, "nan"], [0, 3, 0.5, "nan"]]},
        },
    )


TABLES = {f.__name__: f for f in (exponential, log_sum, gamma, normal, incomplete, partials, bessel, bregman, inverse)}

if __name__ == "__main__":
    for table in sys.argv[1:] or TABLES:
        TABLES[table]()
