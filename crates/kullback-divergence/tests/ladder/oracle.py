"""Divergences of univariate laws by brute force: double-exponential quadrature and plain sums of
q (ln q - ln p) in Arb's multiple-precision arithmetic (python-flint), densities written out here.

No closed form of a divergence is used. Integrals are halved in step until two levels agree to 1e-18
of the integral of |q ln(q/p)|.
"""

import functools
import math

import flint
from flint import arb

flint.ctx.prec = 256
PI = arb.pi()
ONE = arb(1)
HALF_LN_2_PI = (2 * PI).log() / 2
INF = math.inf


def lg(x):
    return arb(x).lgamma()


def lbeta(a, b):
    return lg(a) + lg(b) - lg(a + b)


class Law:
    """kind: 'density' or 'atoms'. splits: places where the integrand must be cut or begun."""

    def __init__(self, kind, low, high, log_density, splits):
        self.kind, self.low, self.high = kind, low, high
        self.log_density, self.splits = log_density, [float(s) for s in splits]


def density(low, high, f, splits):
    return Law("density", low, high, f, splits)


def atoms(low, high, f, mode):
    return Law("atoms", low, high, f, [mode])


LAWS = {}


def law(sampler):
    """Registers a law made from float arguments; `sampler(rng)` draws arguments."""

    def register(make):
        LAWS[make.__name__.rstrip("_")] = (make, sampler)
        return make

    return register


def fl(*xs):
    return [arb(x) for x in xs]


def loc(rng):
    return round(rng.gauss(0, 1.5), 3)


def pos(rng, low=0.3, high=3.0):
    return float(f"{math.exp(rng.uniform(math.log(low), math.log(high))):.4g}")


def prob(rng):
    return round(rng.uniform(0.05, 0.95), 3)


def location_scale(rng):
    return [loc(rng), pos(rng)]


def around(m, s):
    return [m - 4 * s, m, m + 4 * s]


@law(location_scale)
def normal(mu, sigma):
    m, s = fl(mu, sigma)
    return density(-INF, INF, lambda x: -(((x - m) / s) ** 2) / 2 - s.log() - HALF_LN_2_PI, around(mu, sigma))


@law(location_scale)
def cauchy(mu, sigma):
    m, s = fl(mu, sigma)
    return density(-INF, INF, lambda x: -(1 + ((x - m) / s) ** 2).log() - (PI * s).log(), around(mu, sigma))


@law(location_scale)
def double_exponential(mu, sigma):
    m, s = fl(mu, sigma)
    return density(-INF, INF, lambda x: -abs(x - m) / s - (2 * s).log(), [mu])


def softplus(z):
    return z + (1 + (-z).exp()).log() if z > 0 else (1 + z.exp()).log()


@law(location_scale)
def logistic(mu, sigma):
    m, s = fl(mu, sigma)

    def f(x):
        z = abs(x - m) / s
        return -z - s.log() - 2 * (1 + (-z).exp()).log()

    return density(-INF, INF, f, around(mu, sigma))


@law(location_scale)
def gumbel(mu, beta):
    m, b = fl(mu, beta)
    return density(-INF, INF, lambda x: -((x - m) / b) - (-((x - m) / b)).exp() - b.log(), around(mu, beta))


@law(lambda rng: [pos(rng, 1.2, 12)] + location_scale(rng))
def student_t(nu, mu, sigma):
    n, m, s = fl(nu, mu, sigma)
    c = lg((n + 1) / 2) - lg(n / 2) - (n * PI).log() / 2 - s.log()
    return density(-INF, INF, lambda x: c - (n + 1) / 2 * (1 + ((x - m) / s) ** 2 / n).log(), around(mu, sigma))


@law(lambda rng: [pos(rng)])
def exponential(beta):
    b = arb(beta)
    return density(0, INF, lambda x: b.log() - b * x, [1 / beta])


@law(lambda rng: [pos(rng, 0.5, 9), pos(rng)])
def gamma(alpha, beta):
    a, b = fl(alpha, beta)
    c = a * b.log() - lg(a)
    return density(0, INF, lambda x: c + (a - 1) * x.log() - b * x, [alpha / beta])


@law(lambda rng: [pos(rng, 1, 12)])
def chi_square(nu):
    return gamma(nu / 2, 0.5)


@law(lambda rng: [pos(rng, 0.7, 9), pos(rng)])
def inv_gamma(alpha, beta):
    a, b = fl(alpha, beta)
    c = a * b.log() - lg(a)
    return density(0, INF, lambda x: c - (a + 1) * x.log() - b / x, [beta / (alpha + 1)])


@law(lambda rng: [pos(rng, 0.6, 4), pos(rng)])
def weibull(alpha, sigma):
    a, s = fl(alpha, sigma)
    return density(0, INF, lambda x: (a / s).log() + (a - 1) * (x / s).log() - (x / s) ** a, [sigma])


@law(lambda rng: [loc(rng) / 2, pos(rng, 0.3, 1.5)])
def lognormal(mu, sigma):
    m, s = fl(mu, sigma)

    def f(x):
        z = (x.log() - m) / s
        return -z * z / 2 - s.log() - HALF_LN_2_PI - x.log()

    return density(0, INF, f, [math.exp(mu)])


@law(lambda rng: [pos(rng), pos(rng, 0.7, 6)])
def pareto(y_min, alpha):
    m, a = fl(y_min, alpha)
    return density(y_min, INF, lambda x: a.log() + a * m.log() - (a + 1) * x.log(), [2 * y_min])


@law(lambda rng: [pos(rng, 0.5, 6), pos(rng, 0.5, 6)])
def beta(alpha, beta):
    a, b = fl(alpha, beta)
    c = -lbeta(a, b)
    return density(0, 1, lambda x: c + (a - 1) * x.log() + (b - 1) * (1 - x).log(), [alpha / (alpha + beta)])


def interval(rng):
    a = rng.choice([0.0, loc(rng)])
    return [a, round(a + pos(rng, 0.2, 3), 4)]


@law(interval)
def uniform(alpha, beta):
    a, b = fl(alpha, beta)
    return density(alpha, beta, lambda x: -(b - a).log(), [(alpha + beta) / 2])


@law(lambda rng: [prob(rng)])
def bernoulli(theta):
    t = arb(theta)
    return atoms(0, 1, lambda k: t.log() if k > 0 else (1 - t).log(), 0)


def log_choose(n, k):
    return lg(n + 1) - lg(k + 1) - lg(n - k + 1)


@law(lambda rng: [float(rng.randint(1, 30)), prob(rng)])
def binomial(n, theta):
    t = arb(theta)
    return atoms(0, n, lambda k: log_choose(n, k) + k * t.log() + (n - k) * (1 - t).log(), round(n * theta))


@law(lambda rng: [pos(rng, 0.3, 30)])
def poisson(lambda_):
    m = arb(lambda_)
    return atoms(0, INF, lambda k: k * m.log() - m - lg(k + 1), math.floor(lambda_))


@law(lambda rng: [prob(rng)])
def geometric(theta):
    t = arb(theta)
    return atoms(0, INF, lambda k: t.log() + k * (1 - t).log(), 0)


@law(lambda rng: [pos(rng, 0.4, 9), pos(rng)])
def neg_binomial(alpha, beta):
    a, b = fl(alpha, beta)
    c = a * (b / (1 + b)).log() - lg(a)
    return atoms(0, INF, lambda k: c + lg(k + a) - lg(k + 1) - k * (1 + b).log(), math.floor(alpha / beta))


@functools.cache
def nodes(level):
    """t, exp(t) steps of the double-exponential substitutions at step 2^-level: (u, weight)."""
    h = arb(2) ** -level
    out = []
    for i in range(-int(7 * 2**level), int(7 * 2**level) + 1):
        if level > 2 and i % 2 == 0:
            continue
        t = i * h
        out.append((PI / 2 * t.sinh(), PI / 2 * t.cosh()))
    return out


def points(low, high, level):
    """Abscissae and weights on an interval, those that the level before did not have."""
    for u, w in nodes(level):
        if low == -INF:
            e = (-u).exp()
            yield arb(high) - e, e * w
        elif high == INF:
            e = u.exp()
            yield arb(low) + e, e * w
        else:
            width = arb(high) - arb(low)
            s = (-2 * abs(u)).exp()
            near = width * s / (1 + s)
            weight = width * 2 * s / (1 + s) ** 2 * w
            yield (arb(low) + near if u < 0 else arb(high) - near), weight


def integrate(f, low, high):
    """(integral of f, integral of |f|); f returns None where it has underflown."""
    total = magnitude = arb(0)
    previous = None
    for level in range(2, 9):
        for x, w in points(low, high, level):
            if (low != -INF and not x > low) or (high != INF and not x < high):
                continue
            y = f(arb(x.mid()))
            if y is not None:
                total += (y * w).mid()
                magnitude += abs(y * w).mid()
        value = total * arb(2) ** -level
        scale = magnitude * arb(2) ** -level
        if previous is not None and abs(value - previous) <= arb("1e-18") * scale and level > 3:
            return value.mid(), scale.mid()
        previous = value
    raise ArithmeticError(f"no convergence on ({low}, {high}): {value}, {previous}, {scale}")


CUT = -100_000


def term(q, p, x, close):
    """q ln(q/p), or with the same integral p - q + q ln(q/p), which is nonnegative."""
    lq = q.log_density(x)
    if not lq > CUT:
        return None
    lp = p.log_density(x)
    return (lq.exp() * (lq - lp) + (lp.exp() - lq.exp() if close else 0)).mid()


def kl_density(q, p, close):
    places = sorted({s for s in q.splits + p.splits + [p.low, p.high] if q.low < s < q.high and abs(s) != INF})
    ends = [q.low, *places, q.high]
    total = arb(0)
    for low, high in zip(ends, ends[1:]):
        total += integrate(lambda x: term(q, p, x, close), low, high)[0]
    return total


def kl_atoms(q, p, close):
    total = magnitude = arb(0)
    for step in (1, -1):
        k = q.splits[0] if step == 1 else q.splits[0] - 1
        while q.low <= k <= q.high:
            y = term(q, p, arb(k), close)
            total += y
            magnitude += abs(y)
            if abs(y) < arb("1e-40") * magnitude:
                break
            k += step
    return total


def has_mean(q, p, end, other):
    """Whether q |ln p| is integrable at an end of the support, from its slope far out."""
    if end != other:
        return True

    def g(t):
        x = arb(end) + (t if end == q.low else -t) if abs(end) != INF else (t if end > 0 else -t)
        lp = p.log_density(x)
        # x q |ln p|: the measure is d ln x.
        return q.log_density(x) + (1 + abs(lp)).log() + arb(abs(t)).log()

    far = (arb("1e-9"), arb("1e-12")) if abs(end) != INF else (arb("1e9"), arb("1e12"))
    return bool(g(far[1]) < g(far[0]) - arb("1e-3"))


def kl(q, p, close=False):
    """D_KL(q||p) as an arb, or inf; `close` for two laws with one support whose divergence is tiny."""
    if q.kind != p.kind or q.low < p.low or q.high > p.high:
        return INF
    if q.kind == "atoms":
        return kl_atoms(q, p, close)
    for end, other in ((q.low, p.low), (q.high, p.high)):
        if not has_mean(q, p, end, other):
            return INF
    return kl_density(q, p, close)


def rounded(value):
    return "inf" if value == INF else float(value.mid())


def make(name, arguments):
    return LAWS[name][0](*arguments)
