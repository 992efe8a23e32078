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


def transformed(base, low, high, inward, log_slope, outward):
    """The law of x when inward(x) follows `base`; splits are mapped back by `outward`."""
    return density(low, high, lambda x: base.log_density(inward(x)) + log_slope(x), [outward(s) for s in base.splits])


@law(lambda rng: [])
def std_normal():
    return normal(0.0, 1.0)


@law(lambda rng: [pos(rng, 0.8, 9)])
def chi(nu):
    return transformed(chi_square(nu), 0, INF, lambda x: x * x, lambda x: (2 * x).log(), math.sqrt)


@law(lambda rng: [pos(rng)])
def half_normal(sigma):
    s = arb(sigma)
    return density(0, INF, lambda x: -((x / s) ** 2) / 2 - s.log() + (2 / PI).log() / 2, [sigma])


@law(lambda rng: [pos(rng)])
def half_cauchy(sigma):
    s = arb(sigma)
    return density(0, INF, lambda x: -(1 + (x / s) ** 2).log() - (PI * s / 2).log(), [sigma])


@law(lambda rng: [pos(rng)])
def rayleigh(sigma):
    s = arb(sigma)
    return density(0, INF, lambda x: x.log() - 2 * s.log() - (x / s) ** 2 / 2, [sigma])


@law(lambda rng: [pos(rng)])
def maxwell(sigma):
    s = arb(sigma)
    return density(0, INF, lambda x: (2 / PI).log() / 2 + 2 * x.log() - 3 * s.log() - (x / s) ** 2 / 2, [1.5 * sigma])


@law(lambda rng: [pos(rng, 0.5, 6), pos(rng)])
def nakagami(m, omega):
    a, w = fl(m, omega)
    c = arb(2).log() + a * (a / w).log() - lg(a)
    return density(0, INF, lambda x: c + (2 * a - 1) * x.log() - a / w * x * x, [math.sqrt(omega)])


@law(lambda rng: [pos(rng, 1, 12)])
def inv_chi_square(nu):
    return inv_gamma(nu / 2, 0.5)


@law(lambda rng: [pos(rng, 1, 12), pos(rng)])
def scaled_inv_chi_square(nu, sigma):
    n, s = fl(nu, sigma)
    h = n / 2
    c = h * h.log() - lg(h) + n * s.log()
    return density(0, INF, lambda x: c - (h + 1) * x.log() - h * s * s / x, [sigma**2])


@law(lambda rng: [pos(rng, 0.7, 5), pos(rng)])
def frechet(alpha, sigma):
    a, s = fl(alpha, sigma)
    return density(0, INF, lambda x: (a / s).log() - (a + 1) * (x / s).log() - (x / s) ** (-a), [sigma])


@law(lambda rng: [loc(rng), pos(rng)])
def levy(mu, c):
    m, s = fl(mu, c)
    return density(mu, INF, lambda x: (s / (2 * PI)).log() / 2 - 3 * (x - m).log() / 2 - s / (2 * (x - m)), [mu + c])


@law(lambda rng: [pos(rng, 0.5, 8), pos(rng)])
def exp_gamma(alpha, beta):
    return transformed(gamma(alpha, beta), -INF, INF, lambda x: x.exp(), lambda x: x, math.log)


@law(lambda rng: [pos(rng, 0.5, 8), pos(rng)])
def exp_inverse_gamma(alpha, beta):
    return transformed(gamma(alpha, beta), -INF, INF, lambda x: (-x).exp(), lambda x: -x, lambda s: -math.log(s))


@law(location_scale)
def moyal(mu, sigma):
    m, s = fl(mu, sigma)
    return density(-INF, INF, lambda x: -((x - m) / s + (-((x - m) / s)).exp()) / 2 - s.log() - HALF_LN_2_PI, around(mu, sigma))


@law(lambda rng: location_scale(rng) + [pos(rng, 0.7, 4)])
def generalised_normal(mu, alpha, beta):
    m, a, b = fl(mu, alpha, beta)
    c = b.log() - (2 * a).log() - lg(1 / b)
    return density(-INF, INF, lambda x: c - ((abs(x - m) / a) ** b if x != m else 0), [mu])


@law(lambda rng: [pos(rng), pos(rng)])
def inverse_gaussian(mu, lambda_):
    m, l = fl(mu, lambda_)
    return density(0, INF, lambda x: ((l / (2 * PI)).log() - 3 * x.log()) / 2 - l * (x - m) ** 2 / (2 * m * m * x), [mu])


@law(lambda rng: [pos(rng)])
def lindley(theta):
    t = arb(theta)
    return density(0, INF, lambda x: 2 * t.log() - (1 + t).log() + (1 + x).log() - t * x, [1 / theta])


@law(lambda rng: [pos(rng), pos(rng, 0.7, 5)])
def loglogistic(alpha, beta):
    a, b = fl(alpha, beta)

    def f(x):
        u = b * (x / a).log()
        return (b / a).log() + (b - 1) * (x / a).log() - 2 * softplus(u)

    return density(0, INF, f, [alpha])


@law(lambda rng: [loc(rng), pos(rng), pos(rng, 1, 6)])
def pareto_type_2(mu, lambda_, alpha):
    m, l, a = fl(mu, lambda_, alpha)
    return density(mu, INF, lambda x: (a / l).log() - (a + 1) * (1 + (x - m) / l).log(), [mu + lambda_])


@law(lambda rng: [prob(rng), pos(rng, 1, 9)])
def beta_proportion(mu, kappa):
    m, k = fl(mu, kappa)
    a, b = m * k, (1 - m) * k
    c = -lbeta(a, b)
    return density(0, 1, lambda x: c + (a - 1) * x.log() + (b - 1) * (1 - x).log(), [mu])


@law(lambda rng: [pos(rng, 0.5, 4), pos(rng, 0.5, 4)])
def kumaraswamy(alpha, beta):
    a, b = fl(alpha, beta)
    return density(0, 1, lambda x: (a * b).log() + (a - 1) * x.log() + (b - 1) * (1 - x**a).log(), [0.5])


@law(lambda rng: [prob(rng)])
def continuous_bernoulli(theta):
    t = arb(theta)
    eta = (t / (1 - t)).log()
    c = (eta / (eta.exp() - 1)).log() if theta != 0.5 else arb(0)
    return density(0, 1, lambda x: c + eta * x, [0.5])


@law(lambda rng: [loc(rng) / 2, pos(rng, 0.4, 2)])
def logit_normal(mu, sigma):
    return transformed(normal(mu, sigma), 0, 1, lambda x: (x / (1 - x)).log(), lambda x: -(x * (1 - x)).log(), lambda s: 1 / (1 + math.exp(-max(-30, min(30, s)))))


def positive_interval(rng):
    a = pos(rng)
    return [a, round(a + pos(rng), 4)]


@law(positive_interval)
def log_uniform(alpha, beta):
    a, b = fl(alpha, beta)
    return density(alpha, beta, lambda x: -x.log() - (b / a).log().log(), [(alpha + beta) / 2])


@law(lambda rng: location_scale(rng) + [pos(rng)])
def exp_mod_normal(mu, sigma, lambda_):
    m, s, l = fl(mu, sigma, lambda_)

    def f(x):
        t = (m + l * s * s - x) / (s * arb(2).sqrt())
        return (l / 2).log() + l * (m + l * s * s / 2 - x) + log_erfc(t)

    return density(-INF, INF, f, around(mu, sigma + 1 / lambda_))


def log_erfc(t):
    if t < 30:
        return t.erfc().log()
    # Asymptotic series where erfc would need more than the working precision.
    total = term = arb(1)
    for k in range(1, 60):
        new = -term * (2 * k - 1) / (2 * t * t)
        if abs(new) > abs(term):
            break
        term = new
        total += term
    return -t * t - (t * PI.sqrt()).log() + total.log()


@law(lambda rng: location_scale(rng) + [round(rng.gauss(0, 2), 2)])
def skew_normal(xi, omega, alpha):
    m, s, a = fl(xi, omega, alpha)

    def f(x):
        z = (x - m) / s
        return -z * z / 2 - s.log() - HALF_LN_2_PI + log_erfc(-a * z / arb(2).sqrt())

    return density(-INF, INF, f, around(xi, omega))


@law(lambda rng: location_scale(rng) + [prob(rng)])
def skew_double_exponential(mu, sigma, tau):
    m, s, t = fl(mu, sigma, tau)
    c = arb(2).log() + t.log() + (1 - t).log() - s.log()
    return density(-INF, INF, lambda x: c - 2 / s * ((1 - t) * (m - x) if x < m else t * (x - m)), [mu])


@law(lambda rng: [round(rng.uniform(-3, 3), 3), pos(rng, 0.2, 8)])
def von_mises(mu, kappa):
    m, k = fl(mu, kappa)
    c = -(2 * PI * k.bessel_i(arb(0))).log()
    return density(-math.pi, math.pi, lambda x: c + k * (x - m).cos(), [max(-3.1, min(3.1, mu))])


@law(lambda rng: [loc(rng)] + [pos(rng)] + rng.choice([[-1.0, 2.0], [0.0, 1.0]]))
def truncated_normal(mu, sigma, lower, upper):
    m, s, a, b = fl(mu, sigma, lower, upper)
    r = s * arb(2).sqrt()
    c = -(((b - m) / r).erf() - ((a - m) / r).erf()).log() + arb(2).log()
    return density(lower, upper, lambda x: c - (((x - m) / s) ** 2) / 2 - s.log() - HALF_LN_2_PI, [(lower + upper) / 2])


@law(lambda rng: [round(rng.gauss(0, 2), 3)])
def bernoulli_logit(alpha):
    a = arb(alpha)
    return atoms(0, 1, lambda k: -softplus(-a) if k > 0 else -softplus(a), 0)


@law(lambda rng: [float(rng.randint(1, 30)), round(rng.gauss(0, 1.5), 3)])
def binomial_logit(n, alpha):
    a = arb(alpha)
    return atoms(0, n, lambda k: log_choose(n, k) - k * softplus(-a) - (n - k) * softplus(a), round(n / (1 + math.exp(-alpha))))


@law(lambda rng: [float(rng.randint(1, 30)), pos(rng, 0.3, 6), pos(rng, 0.3, 6)])
def beta_binomial(n, alpha, beta):
    a, b = fl(alpha, beta)
    return atoms(0, n, lambda k: log_choose(n, k) + lbeta(k + a, n - k + b) - lbeta(a, b), round(n / 2))


def a_range(rng):
    a = rng.randint(-1, 4)
    return [float(a), float(a + rng.randint(0, 9))]


@law(a_range)
def discrete_range(lower, upper):
    return atoms(lower, upper, lambda k: -arb(upper - lower + 1).log(), lower)


@law(lambda rng: [float(rng.randint(1, 6)), float(rng.randint(3, 12)), float(rng.randint(3, 12))])
def hypergeometric(n, a, b):
    return atoms(max(0, n - b), min(n, a), lambda k: log_choose(a, k) + log_choose(b, n - k) - log_choose(a + b, n), max(0, n - b))


@law(lambda rng: [prob(rng)])
def logarithmic(theta):
    t = arb(theta)
    return atoms(1, INF, lambda k: k * t.log() - arb(k).log() - (-(1 - t).log()).log(), 1)


@law(lambda rng: [pos(rng, 0.4, 20), pos(rng)])
def neg_binomial_2(mu, phi):
    m, a = fl(mu, phi)
    c = a * (a / (m + a)).log() - lg(a)
    return atoms(0, INF, lambda k: c + lg(k + a) - lg(k + 1) + k * (m / (m + a)).log(), math.floor(mu))


@law(lambda rng: [loc(rng), pos(rng)])
def neg_binomial_2_log(eta, phi):
    m, a = arb(eta).exp(), arb(phi)
    c = a * (a / (m + a)).log() - lg(a)
    return atoms(0, INF, lambda k: c + lg(k + a) - lg(k + 1) + k * (m / (m + a)).log(), math.floor(math.exp(eta)))


@law(lambda rng: [loc(rng)])
def poisson_log(alpha):
    a = arb(alpha)
    return atoms(0, INF, lambda k: k * a - a.exp() - lg(k + 1), math.floor(math.exp(alpha)))


def simplex(rng):
    cut = sorted(rng.randint(1, 31) for _ in range(rng.randint(1, 4)))
    return [(b - a) / 32 for a, b in zip([0, *cut], [*cut, 32])]


@law(lambda rng: [simplex(rng)])
def categorical(theta):
    inside = [k + 1 for k, t in enumerate(theta) if t > 0]
    table = {k: arb(theta[k - 1]).log() for k in inside}
    return atoms(inside[0], inside[-1], lambda k: table.get(int(float(arb(k))), arb("-inf")), inside[0])


@law(lambda rng: [[round(rng.gauss(0, 1), 2) for _ in range(rng.randint(2, 5))]])
def categorical_logit(beta):
    total = sum((arb(b).exp() for b in beta), arb(0)).log()
    return atoms(1, len(beta), lambda k: arb(beta[int(float(arb(k))) - 1]) - total, 1)


@law(lambda rng: [float(rng.randint(0, 3))])
def delta(mu):
    return atoms(mu, mu, lambda k: arb(0), mu)


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
    if p.kind == "atoms" and not lp > CUT:
        raise OverflowError
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
            if y is None:
                k += step
                continue
            total += y
            magnitude += abs(y)
            if abs(k) > 64 and abs(y) < arb("1e-40") * magnitude:
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
    fall = g(far[0]) - g(far[1])
    if 0 < fall < 0.6:
        raise ArithmeticError(f"{float(fall)}: so near divergence that doubles run out of range")
    return bool(fall > arb("1e-3"))


def kl(q, p, close=False):
    """D_KL(q||p) as an arb, or inf; `close` for two laws with one support whose divergence is tiny."""
    if q.kind != p.kind or q.low < p.low or q.high > p.high:
        return INF
    if q.kind == "atoms":
        try:
            return kl_atoms(q, p, close)
        except OverflowError:
            return INF
    for end, other in ((q.low, p.low), (q.high, p.high)):
        if not has_mean(q, p, end, other):
            return INF
    return kl_density(q, p, close)


def rounded(value):
    return "inf" if value == INF else float(value.mid())


def make(name, arguments):
    return LAWS[name][0](*arguments)
