"""Values and partial derivatives of the elementwise kernels and the densities, by mpmath.

    python make.py        writes elementwise.json and densities.json beside this file

Every formula is written here from the definition of the function or distribution, evaluated at the
exact doubles with 60 digits and differentiated numerically at that precision. Densities that SciPy
has are checked against it while they are written.
"""

import json
import math
import pathlib

import mpmath
import numpy
import scipy
from mpmath import mp, mpf
from scipy import stats

mp.dps = 60
HERE = pathlib.Path(__file__).parent
VERSIONS = {"mpmath": mpmath.__version__, "scipy": scipy.__version__, "numpy": numpy.__version__}
INF = mp.inf


def number(x):
    """A double for JSON; infinities and NaN as strings."""
    x = float(x)
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return x


def derivatives(function, point, places):
    """Partial derivatives at `point` in the arguments `places`; null elsewhere."""
    out = []
    for k in range(len(point)):
        if k not in places:
            out.append(None)
            continue
        scale = max(abs(point[k]), mpf("1e-30"))
        h = scale * mpf(10) ** -15
        # A central difference with Richardson's extrapolation: the error is O(h^4).
        def at(step):
            moved = list(point)
            moved[k] = point[k] + step
            return function(*moved)
        with mp.workdps(110):
            first = (at(h) - at(-h)) / (2 * h)
            second = (at(2 * h) - at(-2 * h)) / (4 * h)
            out.append(number((4 * first - second) / 3))
    return out


def moved(function, exact, places):
    """How much the value and the partials change when each argument moves by two units in the last
    place: what no evaluation in doubles can be blamed for."""
    value, partials = function(*exact), derivatives(function, exact, places)
    value_change, changes = mpf(0), [0.0 for _ in exact]
    for k in places:
        near = list(exact)
        near[k] = exact[k] * (1 + mpf(2) ** -51)
        value_change += abs(function(*near) - value)
        for j, (new, old) in enumerate(zip(derivatives(function, near, places), partials)):
            if old is not None:
                changes[j] += abs(float(new) - float(old))
    return number(value_change), changes


def rows(function, points, places=None):
    out = []
    for point in points:
        exact = [mpf(x) for x in point]
        wanted = range(len(point)) if places is None else places
        row = {
            "at": [number(x) for x in point],
            "value": number(function(*exact)),
            "partials": derivatives(function, exact, wanted),
        }
        if len(point) > 1:
            row["value_moves"], row["partials_move"] = moved(function, exact, wanted)
        out.append(row)
    return out


def log1m(x):
    return mp.log(1 - x)


def inv_logit(x):
    return 1 / (1 + mp.exp(-x))


def ln_cdf(x):
    return mp.log(mp.erfc(-x / mp.sqrt(2)) / 2)


def quantile(p):
    """The root of ln Phi(x) = ln p, by Newton's iteration from the double."""
    x = mpf(float(scipy.special.ndtri(float(p))))
    for _ in range(8):
        x -= (mp.erfc(-x / mp.sqrt(2)) / 2 - p) / mp.npdf(x)
    return x


WIDE = [-30.5, -3.7, -0.9, -0.1, 1e-8, 0.3, 1.0, 2.5, 17.0, 45.0]
POSITIVE = [1e-10, 0.03, 0.5, 0.999, 1.0, 1.5, 7.3, 120.0, 1e6]
UNIT = [1e-12, 0.01, 0.3, 0.5, 0.77, 0.999, 0.9999999]
SMALL = [-0.95, -0.4, -1e-7, 1e-9, 0.2, 0.6, 0.99]
SIGNED = [-0.95, -0.4, -1e-7, 1e-9, 0.2, 0.6, 0.99, 1.7, 30.0]

UNARY = {
    "Negate": (lambda x: -x, WIDE),
    "Absolute": (abs, WIDE),
    "Inverse": (lambda x: 1 / x, WIDE),
    "InverseSqrt": (lambda x: 1 / mp.sqrt(x), POSITIVE),
    "InverseSquare": (lambda x: 1 / x**2, WIDE),
    "Sqrt": (mp.sqrt, POSITIVE),
    "CubeRoot": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), WIDE),
    "Square": (lambda x: x * x, WIDE),
    "Exp": (mp.exp, WIDE),
    "Exp2": (lambda x: mpf(2) ** x, WIDE),
    "Expm1": (mp.expm1, WIDE),
    "Log": (mp.log, POSITIVE),
    "Log2": (lambda x: mp.log(x, 2), POSITIVE),
    "Log10": (mp.log10, POSITIVE),
    "Log1p": (mp.log1p, SIGNED),
    "Log1m": (log1m, SMALL),
    "Log1pExp": (lambda x: mp.log1p(mp.exp(x)), WIDE),
    "Log1mExp": (lambda x: log1m(mp.exp(x)), [-60.0, -7.0, -0.8, -0.6, -1e-3, -1e-9]),
    "InverseLogit": (inv_logit, WIDE),
    "LogInverseLogit": (lambda x: mp.log(inv_logit(x)), WIDE),
    "Log1mInverseLogit": (lambda x: mp.log(inv_logit(-x)), WIDE),
    "Logit": (lambda x: mp.log(x / (1 - x)), UNIT),
    "InverseCloglog": (lambda x: -mp.expm1(-mp.exp(x)), [-30.0, -2.0, -0.1, 0.4, 2.0, 5.0]),
    "Sin": (mp.sin, WIDE),
    "Cos": (mp.cos, WIDE),
    "Tan": (mp.tan, WIDE),
    "Asin": (mp.asin, SMALL),
    "Acos": (mp.acos, SMALL),
    "Atan": (mp.atan, WIDE),
    "Sinh": (mp.sinh, WIDE),
    "Cosh": (mp.cosh, WIDE),
    "Tanh": (mp.tanh, WIDE),
    "Asinh": (mp.asinh, WIDE),
    "Acosh": (mp.acosh, [1.0001, 1.5, 7.0, 1e5]),
    "Atanh": (mp.atanh, SMALL),
    "LogGamma": (lambda x: mp.log(abs(mp.gamma(x))), POSITIVE + [-0.5, -3.3]),
    "Gamma": (mp.gamma, [0.01, 0.5, 1.0, 3.7, 20.5, -1.5]),
    "Digamma": (mp.digamma, POSITIVE + [-0.5, -3.3]),
    "Trigamma": (lambda x: mp.psi(1, x), POSITIVE[1:] + [-0.5, -3.3]),
    "Erf": (mp.erf, [-5.0, -1.0, -1e-5, 0.3, 0.9, 2.0, 5.5]),
    "Erfc": (mp.erfc, [-5.0, -1.0, -1e-5, 0.3, 0.9, 2.0, 5.5]),
    "NormalCdf": (lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, [-8.0, -1.3, -0.9, 0.1, 1.7, 6.0]),
    "NormalLogCdf": (ln_cdf, [-1000.0, -38.0, -8.0, -1.3, -0.9, 0.1, 1.7, 6.0]),
    "NormalCdfApproximation": (
        lambda x: inv_logit(mpf(0.07056) * x**3 + mpf(1.5976) * x),
        [-8.0, -1.3, -0.9, 0.1, 1.7, 6.0],
    ),
    "NormalQuantile": (quantile, [1e-12, 0.01, 0.3, 0.6, 0.77, 0.999]),
    "LambertW0": (lambda x: mp.lambertw(x).real, [-0.36, -0.3, -0.1, 1e-6, 0.5, 1.0, 9.0, 1e6]),
    "Floor": (mp.floor, [-2.5, -0.3, 0.4, 7.6]),
    "Ceil": (mp.ceil, [-2.5, -0.3, 0.4, 7.6]),
    "Round": (lambda x: mp.sign(x) * mp.floor(abs(x) + mpf("0.5")), [-2.6, -0.3, 0.4, 7.6]),
    "Trunc": (lambda x: mp.sign(x) * mp.floor(abs(x)), [-2.5, -0.3, 0.4, 7.6]),
    "Step": (lambda x: mpf(x >= 0), [-2.5, -0.3, 0.4, 7.6]),
}

PAIRS = [(0.3, 1.7), (-2.5, 0.4), (11.0, -3.5), (-0.01, -7.0), (45.0, 44.0)]
POSITIVE_PAIRS = [(0.3, 1.7), (2.5, 0.4), (11.0, 3.5), (0.01, 70.0), (120.0, 45.5)]
ORDERED_PAIRS = [(1.7, 0.3), (0.4, -2.5), (-3.5, -11.0), (50.0, -60.0), (1.0, 0.999)]


def ln_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def ln_choose(n, k):
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)


GAMMA_PAIRS = [(0.3, 1.7), (2.5, 0.4), (11.0, 13.5), (0.7, 0.01), (60.0, 45.5), (3.0, 3.0)]


def gamma_p(a, x):
    return mp.gammainc(a, 0, x, regularized=True)


def gamma_q(a, x):
    return mp.gammainc(a, x, mp.inf, regularized=True)


def student_t_cdf(t, nu):
    tail = mp.betainc(nu / 2, mpf(1) / 2, 0, nu / (nu + t * t), regularized=True) / 2
    return tail if t < 0 else 1 - tail


def beta_inc(a, b, x):
    return mp.betainc(a, b, 0, x, regularized=True)


BINARY = {
    "Add": (lambda x, y: x + y, PAIRS),
    "Subtract": (lambda x, y: x - y, PAIRS),
    "Multiply": (lambda x, y: x * y, PAIRS),
    "Divide": (lambda x, y: x / y, PAIRS),
    "Power": (lambda x, y: x**y, [(0.3, 1.7), (2.5, -0.4), (11.0, 3.5), (1.001, 70.0)]),
    "Maximum": (max, PAIRS),
    "Minimum": (min, PAIRS),
    "PositiveDifference": (lambda x, y: max(x - y, mpf(0)), PAIRS),
    "Remainder": (lambda x, y: x - y * mp.sign(x / y) * mp.floor(abs(x / y)), PAIRS),
    "Hypotenuse": (lambda x, y: mp.sqrt(x * x + y * y), PAIRS),
    "Atan2": (mp.atan2, PAIRS),
    "LogSumExp": (lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), PAIRS + [(-800.0, -801.0), (2.0, 2.0)]),
    "LogDiffExp": (lambda x, y: mp.log(mp.exp(x) - mp.exp(y)), ORDERED_PAIRS),
    "MultiplyLog": (lambda x, y: x * mp.log(y), POSITIVE_PAIRS),
    "LogInverseLogitDiff": (lambda x, y: mp.log(inv_logit(x) - inv_logit(y)), ORDERED_PAIRS),
    "LogBeta": (ln_beta, POSITIVE_PAIRS),
    "LogChoose": (ln_choose, [(1.7, 0.3), (12.0, 5.0), (120.0, 45.5), (7.3, 7.1)]),
    "LogRisingFactorial": (lambda x, n: mp.loggamma(x + n) - mp.loggamma(x), POSITIVE_PAIRS),
    "LogFallingFactorial": (
        lambda x, n: mp.loggamma(x + 1) - mp.loggamma(x - n + 1),
        [(1.7, 0.3), (12.0, 5.0), (120.0, 45.5), (7.3, 7.1)],
    ),
    "GammaP": (gamma_p, GAMMA_PAIRS),
    "GammaQ": (gamma_q, GAMMA_PAIRS),
    "LogGammaP": (lambda a, x: mp.log(gamma_p(a, x)), GAMMA_PAIRS),
    "LogGammaQ": (lambda a, x: mp.log(gamma_q(a, x)), GAMMA_PAIRS),
    "StudentTLogCdf": (
        lambda t, nu: mp.log(student_t_cdf(t, nu)),
        [(-3.5, 4.0), (0.3, 0.7), (-0.2, 12.5), (2.5, 3.0), (-40.0, 2.0)],
    ),
    "OwensT": (
        lambda h, a: mp.quad(
            lambda x: mp.exp(-h * h * (1 + x * x) / 2) / (1 + x * x), mp.linspace(0, a, 5)
        )
        / (2 * mp.pi),
        [(0.3, 1.7), (2.5, 0.4), (-1.2, 3.5), (0.01, -2.0)],
    ),
    "Less": (lambda x, y: mpf(x < y), PAIRS),
    "LessOrEqual": (lambda x, y: mpf(x <= y), PAIRS),
    "Equal": (lambda x, y: mpf(x == y), PAIRS),
}

BETA_TRIPLES = [(0.5, 1.5, 0.3), (4.0, 2.5, 0.6), (12.0, 30.0, 0.25), (0.2, 0.7, 0.9)]

TERNARY = {
    "BetaInc": (beta_inc, BETA_TRIPLES),
    "LogBetaInc": (lambda a, b, x: mp.log(beta_inc(a, b, x)), BETA_TRIPLES),
    "LogMix": (
        lambda t, a, b: mp.log(t * mp.exp(a) + (1 - t) * mp.exp(b)),
        [(0.3, -1.0, 2.0), (0.999, -700.0, -705.0), (1e-9, 3.0, -8.0), (0.5, 40.0, -40.0)],
    ),
    "MultiplyAdd": (lambda x, y, z: x * y + z, [(0.3, -1.0, 2.0), (4.0, 5.5, -7.0)]),
    "Select": (lambda x, y, z: y if x != 0 else z, [(1.0, -1.5, 2.0)]),
}

# Densities: the formula, SciPy's log density, points (variate first), and the places of the
# continuous arguments.


def t(y, nu, mu, s):
    z = (y - mu) / s
    return (
        mp.loggamma((nu + 1) / 2)
        - mp.loggamma(nu / 2)
        - mp.log(nu * mp.pi) / 2
        - mp.log(s)
        - (nu + 1) / 2 * mp.log1p(z * z / nu)
    )


def ln_gamma_density(y, a, b):
    return a * mp.log(b) - mp.loggamma(a) + (a - 1) * mp.log(y) - b * y


def ln_inverse_gamma(y, a, b):
    return a * mp.log(b) - mp.loggamma(a) - (a + 1) * mp.log(y) - b / y


def ln_beta_density(y, a, b):
    return (a - 1) * mp.log(y) + (b - 1) * log1m(y) - ln_beta(a, b)


def ln_normal(y, m, s):
    return -(((y - m) / s) ** 2) / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2


def ln_exp_mod_normal(y, m, s, l):
    return (
        mp.log(l / 2)
        + l / 2 * (2 * m + l * s * s - 2 * y)
        + mp.log(mp.erfc((m + l * s * s - y) / (mp.sqrt(2) * s)))
    )


def probability(log_odds):
    """For SciPy; NaN where a double near one no longer tells the log odds."""
    return 1 / (1 + math.exp(-log_odds)) if log_odds < 15 else math.nan


def times_log(a, x):
    return a * mp.log(x) if a != 0 else mpf(0)


def ln_binomial(y, n, p):
    return ln_choose(n, y) + times_log(y, p) + times_log(n - y, 1 - p)


def ln_poisson(y, l):
    return times_log(y, l) - l - mp.loggamma(y + 1)


def ln_negative_binomial(y, m, phi):
    return ln_choose(y + phi - 1, y) + times_log(y, m / (m + phi)) + phi * mp.log(phi / (m + phi))


LOCATION_SCALE = [(0.3, 1.2, 0.7), (-5.0, 0.4, 3.0), (100.0, -3.0, 2.0), (1.5, 1.25, 1e-3), (0.0, 1e3, 1e5), (2.0, 2.5, 40.0)]
COUNT_MEANS = [(0, 0.3), (1, 2.5), (7, 6.1), (40, 55.0), (1000, 900.5), (3, 1e-4), (12, 1e5)]

DENSITIES = {
    "Normal": (ln_normal, stats.norm.logpdf, LOCATION_SCALE),
    "StdNormal": (lambda y: ln_normal(y, 0, 1), stats.norm.logpdf, [(0.0,), (-3.2,), (40.0,), (1e-4,)]),
    "StudentT": (
        t,
        stats.t.logpdf,
        [(0.3, 4.0, 1.2, 0.7), (-5.0, 0.5, 0.4, 3.0), (1e5, 3.0, -3.0, 2.0), (1.5, 1e6, 1.25, 0.1), (0.2, 30.0, 0.0, 1.0), (1e100, 2.0, 0.0, 1.0)],
    ),
    "Cauchy": (
        lambda y, m, s: -mp.log(mp.pi * s) - mp.log1p(((y - m) / s) ** 2),
        stats.cauchy.logpdf,
        LOCATION_SCALE + [(1e100, 0.5, 2.0)],
    ),
    "DoubleExponential": (
        lambda y, m, s: -mp.log(2 * s) - abs(y - m) / s,
        stats.laplace.logpdf,
        LOCATION_SCALE,
    ),
    "Logistic": (
        lambda y, m, s: -(y - m) / s - mp.log(s) - 2 * mp.log1p(mp.exp(-(y - m) / s)),
        stats.logistic.logpdf,
        LOCATION_SCALE,
    ),
    "Lognormal": (
        lambda y, m, s: ln_normal(mp.log(y), m, s) - mp.log(y),
        lambda y, m, s: stats.lognorm.logpdf(y, s, scale=math.exp(m)),
        [(0.3, 1.2, 0.7), (5.0, 0.4, 3.0), (100.0, -3.0, 2.0), (1e-6, 1.25, 1.0), (1e8, 2.5, 4.0)],
    ),
    "Exponential": (
        lambda y, b: mp.log(b) - b * y,
        lambda y, b: stats.expon.logpdf(y, scale=1 / b),
        [(0.3, 1.2), (0.0, 3.0), (100.0, 0.01), (1e-6, 1e6)],
    ),
    "Gamma": (
        ln_gamma_density,
        lambda y, a, b: stats.gamma.logpdf(y, a, scale=1 / b),
        [(0.3, 1.2, 0.7), (5.0, 0.4, 3.0), (100.0, 30.0, 0.2), (1e-6, 0.01, 1.0), (1e4, 1e4, 1.1), (2.0, 1.0, 1.0)],
    ),
    "InvGamma": (
        ln_inverse_gamma,
        lambda y, a, b: stats.invgamma.logpdf(y, a, scale=b),
        [(0.3, 1.2, 0.7), (5.0, 0.4, 3.0), (0.1, 30.0, 0.2), (1e-3, 0.01, 1.0), (1e4, 2.0, 1.1), (2.0, 1.0, 1.0)],
    ),
    "ChiSquare": (
        lambda y, n: ln_gamma_density(y, n / 2, mpf(1) / 2),
        stats.chi2.logpdf,
        [(0.3, 1.2), (5.0, 4.0), (100.0, 80.0), (1e-6, 0.5), (3.0, 2.0)],
    ),
    "InvChiSquare": (
        lambda y, n: ln_inverse_gamma(y, n / 2, mpf(1) / 2),
        lambda y, n: stats.invgamma.logpdf(y, n / 2, scale=0.5),
        [(0.3, 1.2), (5.0, 4.0), (0.01, 80.0), (1e-2, 0.5), (3.0, 2.0)],
    ),
    "ScaledInvChiSquare": (
        lambda y, n, s: ln_inverse_gamma(y, n / 2, n * s * s / 2),
        lambda y, n, s: stats.invgamma.logpdf(y, n / 2, scale=n * s * s / 2),
        [(0.3, 1.2, 0.7), (5.0, 4.0, 2.0), (0.01, 80.0, 0.1), (1e-2, 0.5, 0.3), (3.0, 2.0, 1.0)],
    ),
    "Weibull": (
        lambda y, a, s: mp.log(a / s) + (a - 1) * mp.log(y / s) - (y / s) ** a,
        lambda y, a, s: stats.weibull_min.logpdf(y, a, scale=s),
        [(0.3, 1.2, 0.7), (5.0, 0.4, 3.0), (100.0, 3.0, 60.0), (1e-6, 2.5, 1.0), (2.0, 1.0, 1.0)],
    ),
    "Frechet": (
        lambda y, a, s: mp.log(a / s) + (-a - 1) * mp.log(y / s) - (y / s) ** (-a),
        lambda y, a, s: stats.invweibull.logpdf(y, a, scale=s),
        [(0.3, 1.2, 0.7), (5.0, 0.4, 3.0), (100.0, 3.0, 60.0), (0.2, 2.5, 1.0), (2.0, 1.0, 1.0)],
    ),
    "Gumbel": (
        lambda y, m, b: -mp.log(b) - (y - m) / b - mp.exp(-(y - m) / b),
        stats.gumbel_r.logpdf,
        [(0.3, 1.2, 0.7), (-5.0, 0.4, 3.0), (100.0, -3.0, 2.0), (0.0, 1e3, 1e5), (2.0, 2.5, 40.0)],
    ),
    "Rayleigh": (
        lambda y, s: mp.log(y) - 2 * mp.log(s) - (y / s) ** 2 / 2,
        lambda y, s: stats.rayleigh.logpdf(y, scale=s),
        [(0.3, 1.2), (5.0, 4.0), (0.01, 80.0), (1e-2, 5e-4), (3.0, 2.0)],
    ),
    "Beta": (
        ln_beta_density,
        stats.beta.logpdf,
        [(0.3, 1.2, 0.7), (0.5, 40.0, 3.0), (1e-5, 0.3, 20.0), (0.999, 1.0, 1.0), (0.4, 1e5, 1.5e5)],
    ),
    "BetaProportion": (
        lambda y, m, k: ln_beta_density(y, m * k, (1 - m) * k),
        lambda y, m, k: stats.beta.logpdf(y, m * k, (1 - m) * k),
        [(0.3, 0.2, 0.7), (0.5, 0.9, 30.0), (1e-5, 0.3, 20.0), (0.999, 0.5, 2.0)],
    ),
    "Uniform": (
        lambda y, a, b: -mp.log(b - a),
        lambda y, a, b: stats.uniform.logpdf(y, a, b - a),
        [(0.3, -1.0, 2.0), (5.0, 4.0, 1e5)],
    ),
    "Pareto": (
        lambda y, m, a: mp.log(a) + a * mp.log(m) - (a + 1) * mp.log(y),
        lambda y, m, a: stats.pareto.logpdf(y, a, scale=m),
        [(0.3, 0.2, 0.7), (5.0, 4.0, 3.0), (1e5, 0.01, 2.0)],
    ),
    "ParetoType2": (
        lambda y, m, l, a: mp.log(a / l) - (a + 1) * mp.log1p((y - m) / l),
        lambda y, m, l, a: stats.lomax.logpdf(y, a, loc=m, scale=l),
        [(0.3, 0.2, 0.7, 1.5), (5.0, -4.0, 3.0, 0.3), (1e5, 0.01, 2.0, 4.0)],
    ),
    "VonMises": (
        lambda y, m, k: k * mp.cos(y - m) - mp.log(2 * mp.pi * mp.besseli(0, k)),
        lambda y, m, k: stats.vonmises.logpdf(y, k, loc=m),
        [(0.3, 0.2, 0.7), (3.0, -1.0, 1e-3), (-2.0, 1.1, 19.0), (0.4, 0.6, 25.0), (0.1, 0.101, 1e4)],
    ),
    "SkewNormal": (
        lambda y, x, w, a: ln_normal(y, x, w) + mp.log(2) + ln_cdf(a * (y - x) / w),
        lambda y, x, w, a: stats.skewnorm.logpdf(y, a, loc=x, scale=w),
        [(0.3, 0.2, 0.7, 1.5), (5.0, -4.0, 3.0, -2.0), (1.0, 0.0, 1.0, -20.0), (2.0, 0.5, 1.0, 30.0)],
    ),
    "ExpModNormal": (
        ln_exp_mod_normal,
        lambda y, m, s, l: stats.exponnorm.logpdf(y, 1 / (s * l), loc=m, scale=s),
        [(0.3, 0.2, 0.7, 1.5), (5.0, -4.0, 3.0, 0.2), (1.0, 2.0, 0.1, 20.0), (-50.0, 0.5, 1.0, 3.0), (30.0, 0.0, 1.0, 2.0)],
    ),
    "Loglogistic": (
        lambda y, a, b: mp.log(b / a) + (b - 1) * mp.log(y / a) - 2 * mp.log1p((y / a) ** b),
        lambda y, a, b: stats.fisk.logpdf(y, b, scale=a),
        [(0.3, 0.2, 0.7), (5.0, 4.0, 3.0), (1e5, 0.01, 2.0), (1e-4, 3.0, 1.0)],
    ),
    "Bernoulli": (
        lambda y, p: mp.log(p) if y == 1 else log1m(p),
        stats.bernoulli.logpmf,
        [(0, 0.3), (1, 0.3), (1, 1e-12), (0, 1e-12), (0, 0.999)],
        [1],
    ),
    "BernoulliLogit": (
        lambda y, a: -mp.log1p(mp.exp(-a if y == 1 else a)),
        lambda y, a: stats.bernoulli.logpmf(y, probability(a)),
        [(0, 0.3), (1, -2.5), (1, 30.0), (0, 30.0), (1, -700.0), (0, -45.0)],
        [1],
    ),
    "Binomial": (
        ln_binomial,
        stats.binom.logpmf,
        [(0, 0, 0.4), (3, 10, 0.3), (10, 10, 0.9), (0, 7, 1e-8), (400, 1000, 0.41), (1, 1, 0.5)],
        [2],
    ),
    "BinomialLogit": (
        lambda y, n, a: ln_binomial(y, n, inv_logit(a)),
        lambda y, n, a: stats.binom.logpmf(y, n, probability(a)),
        [(0, 0, 0.4), (3, 10, 0.3), (10, 10, -9.0), (0, 7, 20.0), (400, 1000, -0.41), (4, 9, 0.0)],
        [2],
    ),
    "Poisson": (ln_poisson, stats.poisson.logpmf, COUNT_MEANS, [1]),
    "PoissonLog": (
        lambda y, a: ln_poisson(y, mp.exp(a)),
        lambda y, a: stats.poisson.logpmf(y, math.exp(a)),
        [(0, 0.3), (1, -2.5), (7, 2.0), (40, 4.0), (3, -30.0), (12, 11.0)],
        [1],
    ),
    "NegBinomial": (
        lambda y, a, b: ln_choose(y + a - 1, a - 1) + a * mp.log(b / (b + 1)) - y * mp.log(b + 1),
        lambda y, a, b: stats.nbinom.logpmf(y, a, b / (b + 1)),
        [(0, 0.3, 1.2), (3, 2.0, 0.1), (40, 12.0, 0.3), (5, 1e3, 200.0), (1000, 0.2, 1e-4)],
        [1, 2],
    ),
    "NegBinomial2": (
        ln_negative_binomial,
        lambda y, m, p: stats.nbinom.logpmf(y, p, p / (m + p)) if p < 1e7 else math.nan,
        [(0, 0.3, 1.2), (3, 2.0, 0.1), (40, 12.0, 9.9), (5, 6.0, 200.0), (1000, 900.0, 10.5), (3, 2.5, 1e8), (4, 4.4, 1e12)],
        [1, 2],
    ),
    "NegBinomial2Log": (
        lambda y, e, p: ln_negative_binomial(y, mp.exp(e), p),
        lambda y, e, p: stats.nbinom.logpmf(y, p, p / (math.exp(e) + p)) if p < 1e7 else math.nan,
        [(0, 0.3, 1.2), (3, 2.0, 0.1), (40, -5.0, 9.9), (5, 1.5, 200.0), (100, 700.0, 3.0), (3, 1.0, 1e8)],
        [1, 2],
    ),
    "BetaBinomial": (
        lambda y, n, a, b: ln_choose(n, y) + ln_beta(y + a, n - y + b) - ln_beta(a, b),
        stats.betabinom.logpmf,
        [(0, 0, 0.4, 2.0), (3, 10, 0.3, 1.0), (10, 10, 9.0, 0.2), (400, 1000, 41.0, 60.0), (3, 9, 1e-4, 7.99)],
        [2, 3],
    ),
}


def check(name, values, density, points):
    """Compares with SciPy where SciPy gives a finite number that it can be trusted on."""
    for row, point in zip(values, points):
        with numpy.errstate(all="ignore"):
            try:
                reference = float(density(*point))
            except OverflowError:
                continue
        if math.isfinite(reference):
            error = abs(reference - row["value"])
            assert error <= 1e-7 * max(1, abs(reference)), (name, point, reference, row["value"])


def main():
    elementwise = {
        "versions": VERSIONS,
        **{
            kind: {name: rows(f, [(x,) if not isinstance(x, tuple) else x for x in points])
                   for name, (f, points) in table.items()}
            for kind, table in [("unary", UNARY), ("binary", BINARY), ("ternary", TERNARY)]
        },
    }
    (HERE / "elementwise.json").write_text(json.dumps(elementwise, indent=1) + "\n")
    densities = {}
    for name, (formula, density, points, *places) in DENSITIES.items():
        densities[name] = rows(formula, points, *places)
        check(name, densities[name], density, points)
    (HERE / "densities.json").write_text(
        json.dumps({"versions": VERSIONS, "densities": densities}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
