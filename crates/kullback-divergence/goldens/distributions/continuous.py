"""Densities on the line."""

import flint
import mpmath
from mpmath import mpf
from scipy import special, stats

from law import INF, Law, half_line, line, unit

ln, pi, gamma, lg = mpmath.log, mpmath.pi, mpmath.gamma, mpmath.loggamma


def exp(x):
    """Beyond 1e15 mpmath runs out of memory."""
    return mpmath.exp(x) if abs(x) < 1e15 else mpf(0) if x < 0 else mpmath.inf




def erfc(z):
    """mpmath's own fails on exponents past a double's."""
    if abs(z) < 1e100:
        return mpmath.erfc(z)
    return mpf(2) if z < 0 else mpf(0)


def searched(precise, rough):
    """A function by mpmath, or in doubles while points are searched for (at low precision)."""
    return lambda *values: mpf(float(rough(*map(float, values)))) if mpmath.mp.dps < 25 else precise(*values)


def expm1(x):
    if abs(x) < 1e-60:
        return x + x * x / 2
    return mpmath.expm1(x) if abs(x) < 1e15 else exp(x) - 1


phi = searched(lambda z: erfc(-z / mpmath.sqrt(2)) / 2, special.ndtr)


def certified(f):
    """A function of arb, at more digits than are kept, back as an mpf."""

    def evaluate(*values):
        flint.ctx.prec = 500
        ball = f(*(flint.arb(mpmath.nstr(v, 140)) if isinstance(v, mpf) else flint.arb(v) for v in values))
        return mpf(ball.str(100, radius=False)) if ball.rel_accuracy_bits() > 80 else mpmath.nan

    return evaluate


# Arb's incomplete gamma and beta converge at large parameters, where mpmath's give up.
lower_gamma = searched(certified(lambda a, x: 1 - x.gamma_upper(a, 1)), special.gammainc)
upper_gamma = searched(certified(lambda a, x: x.gamma_upper(a, 1)), special.gammaincc)
beta_ratio = searched(certified(lambda a, b, x: x.beta_lower(a, b, 1)), special.betainc)
lbeta = lambda a, b: lg(a) + lg(b) - lg(a + b)


def normal(x, mu, sigma):
    return -((x - mu) / sigma) ** 2 / 2 - ln(sigma) - ln(2 * pi) / 2


def student_t(x, nu, mu, sigma):
    z = (x - mu) / sigma
    return lg((nu + 1) / 2) - lg(nu / 2) - ln(nu * pi) / 2 - ln(sigma) - (nu + 1) / 2 * ln(1 + z * z / nu)


def student_t_cdf(x, nu, mu, sigma):
    z = (x - mu) / sigma
    tail = beta_ratio(nu / 2, mpf(1) / 2, nu / (nu + z * z)) / 2
    return tail if z < 0 else 1 - tail


def gamma_density(x, alpha, beta):
    return alpha * ln(beta) - lg(alpha) + (alpha - 1) * ln(x) - beta * x


def inv_gamma(x, alpha, beta):
    return alpha * ln(beta) - lg(alpha) - (alpha + 1) * ln(x) - beta / x


def beta_density(x, alpha, beta):
    return (alpha - 1) * ln(x) + (beta - 1) * ln(1 - x) - lbeta(alpha, beta)


def beta_survival(x, a, b):
    return beta_ratio(b, a, 1 - x) if x > 1e-3 else 1 - beta_ratio(a, b, x)


def beta_entropy(a, b):
    psi = mpmath.digamma
    return lbeta(a, b) - (a - 1) * psi(a) - (b - 1) * psi(b) + (a + b - 2) * psi(a + b)


def logistic(x, mu, sigma):
    z = abs(x - mu) / sigma
    return -z - ln(sigma) - 2 * ln(1 + exp(-z))


def gumbel(x, mu, beta):
    z = (x - mu) / beta
    return -z - exp(-z) - ln(beta)


def weibull(x, alpha, sigma):
    return ln(alpha / sigma) + (alpha - 1) * ln(x / sigma) - (x / sigma) ** alpha


def laplace(x, mu, sigma):
    return -abs(x - mu) / sigma - ln(2 * sigma)


def laplace_cdf(x, mu, sigma):
    z = (x - mu) / sigma
    return exp(z) / 2 if z < 0 else 1 - exp(-z) / 2


LOCATION_SCALE = [(0, 1), (-3, 0.5), (1e6, 1e-3), (0.1, 1e8), (2, 1e-12)]
POSITIVE_PAIRS = [(1, 1), (0.3, 2), (2.5, 0.01), (1000, 3), (1e8, 1e4), (0.02, 1)]

LAWS = [
    Law("normal", ["mu", "sigma"], LOCATION_SCALE, line, normal,
        lambda x, mu, sigma: phi((x - mu) / sigma), lambda x, mu, sigma: phi((mu - x) / sigma)),
    Law("student_t", ["nu", "mu", "sigma"],
        [(3, 0, 1), (0.5, 1, 2), (1.5, -2, 0.1), (30, 0, 1), (1e6, 3, 10), (1e10, 0, 1)],
        line, student_t, student_t_cdf, lambda x, nu, mu, s: student_t_cdf(2 * mu - x, nu, mu, s),
        centre=lambda nu, mu, sigma: mu,
        entropy=lambda nu, mu, s: (nu + 1) / 2 * (mpmath.digamma((nu + 1) / 2) - mpmath.digamma(nu / 2))
        + ln(nu) / 2 + lbeta(nu / 2, mpf(1) / 2) + ln(s)),
    Law("cauchy", ["mu", "sigma"], LOCATION_SCALE, line,
        lambda x, mu, s: -ln(pi) - ln(s) - ln(1 + ((x - mu) / s) ** 2),
        lambda x, mu, s: mpmath.atan2(s, mu - x) / pi, lambda x, mu, s: mpmath.atan2(s, x - mu) / pi,
        entropy=lambda mu, s: ln(4 * pi * s)),
    Law("exponential", ["beta"], [(1,), (0.01,), (1e6,), (3.5,), (1e-9,)], half_line,
        lambda x, b: ln(b) - b * x, lambda x, b: -expm1(-b * x), lambda x, b: exp(-b * x)),
    Law("gamma", ["alpha", "beta"], POSITIVE_PAIRS, half_line, gamma_density,
        lambda x, a, b: lower_gamma(a, b * x), lambda x, a, b: upper_gamma(a, b * x),
        entropy=lambda a, b: a - ln(b) + lg(a) + (1 - a) * mpmath.digamma(a)),
    Law("inv_gamma", ["alpha", "beta"], POSITIVE_PAIRS, half_line, inv_gamma,
        lambda x, a, b: upper_gamma(a, b / x), lambda x, a, b: lower_gamma(a, b / x),
        entropy=lambda a, b: a + ln(b) + lg(a) - (1 + a) * mpmath.digamma(a)),
    Law("lognormal", ["mu", "sigma"], [(0, 1), (-2, 0.1), (3, 4), (10, 1e-4), (0, 20)], half_line,
        lambda x, mu, s: normal(ln(x), mu, s) - ln(x),
        lambda x, mu, s: phi((ln(x) - mu) / s), lambda x, mu, s: phi((mu - ln(x)) / s),
        entropy=lambda mu, s: mu + (1 + ln(2 * pi)) / 2 + ln(s)),
    Law("beta", ["alpha", "beta"],
        [(1, 1), (2, 3), (0.5, 0.5), (0.1, 4), (1000, 3), (1e5, 1e6), (0.01, 1e4), (1, 7)],
        unit, beta_density, lambda x, a, b: beta_ratio(a, b, x), beta_survival,
        entropy=beta_entropy,
        bounds={"survival_absolute": 5e-15, "why": "the fraction for shapes as far apart as 0.01 and 1e4"}),
    Law("uniform", ["alpha", "beta"], [(0, 1), (-2, 5), (1e6, 1e6 + 1), (-1e-5, 1e10)], lambda a, b: (a, b),
        lambda x, a, b: -ln(b - a), lambda x, a, b: (x - a) / (b - a), lambda x, a, b: (b - x) / (b - a)),
    Law("double_exponential", ["mu", "sigma"], LOCATION_SCALE, line, laplace, laplace_cdf,
        lambda x, mu, s: laplace_cdf(2 * mu - x, mu, s), entropy=lambda mu, s: 1 + ln(2 * s),
        points=lambda mu, s: [mu + s * mpf(z) for z in (-40, -9, -3.5, -1.5, -0.6, -0.2, 0.1, 0.4, 0.9, 2, 5, 30)]),
    Law("logistic", ["mu", "sigma"], LOCATION_SCALE, line, logistic,
        lambda x, mu, s: 1 / (1 + exp((mu - x) / s)), lambda x, mu, s: 1 / (1 + exp((x - mu) / s))),
    Law("gumbel", ["mu", "beta"], LOCATION_SCALE, line, gumbel,
        lambda x, mu, b: exp(-exp((mu - x) / b)), lambda x, mu, b: -expm1(-exp((mu - x) / b))),
    Law("weibull", ["alpha", "sigma"], [(1, 1), (0.5, 2), (3, 0.1), (50, 1e5), (0.1, 1)], half_line, weibull,
        lambda x, a, s: -expm1(-(x / s) ** a), lambda x, a, s: exp(-(x / s) ** a),
        entropy=lambda a, s: mpmath.euler * (1 - 1 / a) + ln(s / a) + 1),
    Law("pareto", ["y_min", "alpha"], [(1, 1), (0.1, 3), (100, 0.2), (1e-5, 50), (2, 2.5)], lambda y, a: (y, INF),
        lambda x, y, a: ln(a) + a * ln(y) - (a + 1) * ln(x),
        lambda x, y, a: -expm1(a * ln(y / x)), lambda x, y, a: (y / x) ** a,
        entropy=lambda y, a: ln(y / a) + 1 / a + 1),
    Law("chi_square", ["nu"], [(1,), (3,), (0.1,), (50,), (1e6,)], half_line,
        lambda x, nu: gamma_density(x, nu / 2, mpf(1) / 2),
        lambda x, nu: lower_gamma(nu / 2, x / 2), lambda x, nu: upper_gamma(nu / 2, x / 2),
        entropy=lambda nu: nu / 2 + ln(2) + lg(nu / 2) + (1 - nu / 2) * mpmath.digamma(nu / 2)),
]


def exp_mod_normal(x, mu, s, lam):
    return ln(lam / 2) + lam / 2 * (2 * mu + lam * s * s - 2 * x) + ln(erfc((mu + lam * s * s - x) / (mpmath.sqrt(2) * s)))


def exp_mod_normal_cdf(x, mu, s, lam):
    return phi((x - mu) / s) - exp(exp_mod_normal(x, mu, s, lam)) / lam


def exp_mod_normal_survival(x, mu, s, lam):
    return phi((mu - x) / s) + exp(exp_mod_normal(x, mu, s, lam)) / lam


def owens_t(h, a):
    rough = mpmath.mp.dps < 25
    if rough:
        return mpf(float(special.owens_t(float(h), float(a))))
    return mpmath.quad(lambda t: exp(-h * h * (1 + t * t) / 2) / (1 + t * t), mpmath.linspace(0, a, 9)) / (2 * pi)


def skew_normal(x, xi, omega, alpha):
    z = (x - xi) / omega
    return ln(2) - ln(omega) - ln(2 * pi) / 2 - z * z / 2 + log_phi(alpha * z)


def log_phi(z):
    return mpmath.log1p(-erfc(z / mpmath.sqrt(2)) / 2) if z > 0 else ln(erfc(-z / mpmath.sqrt(2)) / 2)


def asymmetric_laplace(x, mu, s, tau):
    return ln(2 * tau * (1 - tau) / s) - 2 / s * ((1 - tau) * (mu - x) if x < mu else tau * (x - mu))


def asymmetric_laplace_cdf(x, mu, s, tau):
    return tau * exp(-2 * (1 - tau) * (mu - x) / s) if x < mu else 1 - (1 - tau) * exp(-2 * tau * (x - mu) / s)


def asymmetric_laplace_survival(x, mu, s, tau):
    return 1 - tau * exp(-2 * (1 - tau) * (mu - x) / s) if x < mu else (1 - tau) * exp(-2 * tau * (x - mu) / s)


def loglogistic(x, a, b):
    return ln(b / a) + (b - 1) * ln(x / a) - 2 * ln(1 + (x / a) ** b)


def von_mises(x, mu, kappa):
    return kappa * mpmath.cos(x - mu) - ln(2 * pi * mpmath.besseli(0, kappa))


def von_mises_cdf(x, mu, kappa):
    """By SciPy: it only counts draws."""
    spread = lambda y: stats.vonmises(float(kappa)).cdf(float(y - mu))
    return mpf(float(spread(x) - spread(-pi)))


def von_mises_points(mu, kappa):
    scale = 1 / mpmath.sqrt(kappa)
    near = [mu + scale * z for z in (-5, -2.5, -1.25, -0.7, -0.3, -0.1, 0.2, 0.5, 0.9, 1.5, 3, 6)]
    return [y for y in near if -3.1415 < y < 3.1415] + [mpf("-3.1"), mpf("3.1")]


def levy(x, mu, c):
    return inv_gamma(x - mu, mpf(1) / 2, c / 2)


def root_gamma(x, a, b):
    return ln(2 * x) + gamma_density(x * x, a, b)


def exp_gamma(x, a, b):
    return a * (ln(b) + x) - b * exp(x) - lg(a)


def moyal(x, mu, s):
    z = (x - mu) / s
    return -(z + exp(-z)) / 2 - ln(2 * pi) / 2 - ln(s)


def cont_bernoulli(x, theta):
    w = 1 - 2 * theta
    c = 2 * mpmath.atanh(w) / w if w != 0 else mpf(2)
    return ln(c) + x * ln(theta) + (1 - x) * ln(1 - theta)


def cont_bernoulli_cdf(x, theta):
    if theta == mpf(1) / 2:
        return x
    return (theta**x * (1 - theta) ** (1 - x) + theta - 1) / (2 * theta - 1)


def kumaraswamy(x, a, b):
    return ln(a * b) + (a - 1) * ln(x) + (b - 1) * ln(1 - x**a)


def generalised_normal(x, mu, a, b):
    return ln(b) - ln(2 * a) - lg(1 / b) - (abs(x - mu) / a) ** b


def generalised_normal_cdf(x, mu, a, b):
    tail = upper_gamma(1 / b, (abs(x - mu) / a) ** b) / 2
    return tail if x < mu else 1 - tail


def inverse_gaussian(x, mu, lam):
    return (ln(lam) - ln(2 * pi) - 3 * ln(x)) / 2 - lam * (x - mu) ** 2 / (2 * mu**2 * x)


def inverse_gaussian_cdf(x, mu, lam):
    if mpmath.mp.dps < 25:
        return mpf(float(stats.invgauss(float(mu / lam), scale=float(lam)).cdf(float(x))))
    r = mpmath.sqrt(lam / x)
    return phi(r * (x / mu - 1)) + exp(2 * lam / mu) * phi(-r * (x / mu + 1))


def normal_mass(a, b):
    """Where the sum of the ends is positive, from the upper tail."""
    return phi(b) - phi(a) if a + b < 0 else phi(-a) - phi(-b)


def truncated_normal(x, mu, s, low, high):
    return normal(x, mu, s) - ln(normal_mass((low - mu) / s, (high - mu) / s))


def truncated_normal_cdf(x, mu, s, low, high):
    at = lambda y: (y - mu) / s
    return normal_mass(at(low), at(x)) / normal_mass(at(low), at(high))


def truncated_normal_survival(x, mu, s, low, high):
    at = lambda y: (y - mu) / s
    return normal_mass(at(x), at(high)) / normal_mass(at(low), at(high))


def truncated_normal_points(mu, s, low, high):
    if low == -INF:
        edges = high - s * mpf(9), high
    elif high == INF:
        edges = low, low + s * mpf(9)
    else:
        edges = low, high
    a, b = edges
    return [a + (b - a) * mpf(u) for u in (0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99)]


def lindley(x, t):
    return 2 * ln(t) - ln(1 + t) + ln(1 + x) - t * x


def logit_normal(x, mu, s):
    return normal(ln(x / (1 - x)), mu, s) - ln(x) - ln(1 - x)


def frechet(x, a, s):
    return ln(a / s) - (1 + a) * ln(x / s) - (x / s) ** -a


CANCELS = "a difference of nearly equal numbers where the tail is thin"

LAWS += [
    Law("std_normal", [], [()], line, lambda x: normal(x, 0, 1), lambda x: phi(x), lambda x: phi(-x), centre=lambda: 0),
    Law("exp_mod_normal", ["mu", "sigma", "lambda"], [(0, 1, 1), (2, 0.5, 0.1), (-1, 3, 10), (5, 1, 200), (0, 1e-3, 1e-3)],
        line, exp_mod_normal, exp_mod_normal_cdf, exp_mod_normal_survival,
        tail_limit=1e120, bounds={"cdf_absolute": 3e-16, "survival_absolute": 0.0, "noise": 100, "why": CANCELS}),
    Law("skew_normal", ["xi", "omega", "alpha"], [(0, 1, 0), (0, 1, 3), (2, 0.5, -1.5), (-1, 10, 30), (1, 1, -0.1)],
        line, skew_normal, lambda x, xi, w, a: phi((x - xi) / w) - 2 * owens_t((x - xi) / w, a),
        lambda x, xi, w, a: phi((xi - x) / w) + 2 * owens_t((x - xi) / w, a),
        tail_limit=1e120, bounds={"cdf_absolute": 3e-16, "partials_absolute": 1e-45, "why": CANCELS}),
    Law("skew_double_exponential", ["mu", "sigma", "tau"], [(0, 1, 0.5), (1, 2, 0.1), (-3, 0.01, 0.9), (0, 1e6, 0.999)],
        line, asymmetric_laplace, asymmetric_laplace_cdf, asymmetric_laplace_survival,
        entropy=lambda mu, s, t: 1 - ln(2 * t * (1 - t) / s)),
    Law("inv_chi_square", ["nu"], [(1,), (3,), (0.1,), (50,), (1e6,)], half_line,
        lambda x, nu: inv_gamma(x, nu / 2, mpf(1) / 2),
        lambda x, nu: upper_gamma(nu / 2, 1 / (2 * x)), lambda x, nu: lower_gamma(nu / 2, 1 / (2 * x)),
        entropy=lambda nu: nu / 2 - ln(2) + lg(nu / 2) - (1 + nu / 2) * mpmath.digamma(nu / 2)),
    Law("scaled_inv_chi_square", ["nu", "sigma"], [(1, 1), (3, 0.1), (0.2, 5), (50, 2), (1e6, 3)], half_line,
        lambda x, nu, s: inv_gamma(x, nu / 2, nu * s * s / 2),
        lambda x, nu, s: upper_gamma(nu / 2, nu * s * s / (2 * x)),
        lambda x, nu, s: lower_gamma(nu / 2, nu * s * s / (2 * x)),
        entropy=lambda nu, s: nu / 2 + ln(nu * s * s / 2) + lg(nu / 2) - (1 + nu / 2) * mpmath.digamma(nu / 2)),
    Law("frechet", ["alpha", "sigma"], [(1, 1), (0.5, 2), (3, 0.1), (50, 1e5), (0.1, 1)], half_line, frechet,
        lambda x, a, s: exp(-((x / s) ** -a)), lambda x, a, s: -expm1(-((x / s) ** -a)),
        entropy=lambda a, s: 1 + mpmath.euler / a + mpmath.euler + ln(s / a)),
    Law("rayleigh", ["sigma"], [(1,), (0.01,), (1e6,), (3.5,)], half_line,
        lambda x, s: ln(x) - 2 * ln(s) - x * x / (2 * s * s),
        lambda x, s: -expm1(-x * x / (2 * s * s)), lambda x, s: exp(-x * x / (2 * s * s))),
    Law("loglogistic", ["alpha", "beta"], [(1, 1), (2, 0.5), (0.1, 3), (1e5, 50), (1, 0.1)], half_line, loglogistic,
        lambda x, a, b: 1 / (1 + (x / a) ** -b), lambda x, a, b: 1 / (1 + (x / a) ** b),
        entropy=lambda a, b: 2 + ln(a / b)),
    Law("pareto_type_2", ["mu", "lambda", "alpha"], [(0, 1, 1), (-2, 3, 0.3), (10, 0.01, 4), (0, 1e6, 100)],
        lambda mu, lam, a: (mu, INF), lambda x, mu, lam, a: ln(a / lam) - (a + 1) * ln(1 + (x - mu) / lam),
        lambda x, mu, lam, a: -expm1(-a * ln(1 + (x - mu) / lam)),
        lambda x, mu, lam, a: (1 + (x - mu) / lam) ** -a, entropy=lambda mu, lam, a: ln(lam / a) + 1 / a + 1),
    Law("beta_proportion", ["mu", "kappa"], [(0.5, 2), (0.2, 10), (0.9, 0.5), (0.01, 1e5), (0.3, 1e8)], unit,
        lambda x, m, k: beta_density(x, m * k, (1 - m) * k), lambda x, m, k: beta_ratio(m * k, (1 - m) * k, x),
        lambda x, m, k: beta_survival(x, m * k, (1 - m) * k), entropy=lambda m, k: beta_entropy(m * k, (1 - m) * k)),
    Law("von_mises", ["mu", "kappa"], [(0, 1), (2, 0.1), (-1, 10), (3, 100), (0.5, 1e6)], lambda mu, k: (-pi, pi),
        von_mises, von_mises_cdf, points=von_mises_points,
        entropy=lambda mu, k: ln(2 * pi * mpmath.besseli(0, k)) - k * mpmath.besseli(1, k) / mpmath.besseli(0, k)),
    Law("half_normal", ["sigma"], [(1,), (0.01,), (1e6,)], half_line, lambda x, s: ln(2) + normal(x, 0, s),
        lambda x, s: mpmath.erf(x / s / mpmath.sqrt(2)), lambda x, s: 2 * phi(-x / s)),
    Law("half_cauchy", ["sigma"], [(1,), (0.01,), (1e6,)], half_line,
        lambda x, s: ln(2 / pi) - ln(s) - ln(1 + (x / s) ** 2),
        lambda x, s: 2 / pi * mpmath.atan2(x, s), lambda x, s: 2 / pi * mpmath.atan2(s, x),
        entropy=lambda s: ln(2 * pi * s)),
    Law("levy", ["mu", "c"], [(0, 1), (-2, 3), (10, 0.01), (1, 1e6)], lambda mu, c: (mu, INF), levy,
        lambda x, mu, c: 2 * phi(-mpmath.sqrt(c / (x - mu))),
        lambda x, mu, c: lower_gamma(mpf(1) / 2, c / (x - mu) / 2),
        entropy=lambda mu, c: (1 + 3 * mpmath.euler + ln(16 * pi * c * c)) / 2),
    Law("chi", ["nu"], [(1,), (3,), (0.1,), (50,), (1e6,)], half_line, lambda x, nu: root_gamma(x, nu / 2, mpf(1) / 2),
        lambda x, nu: lower_gamma(nu / 2, x * x / 2), lambda x, nu: upper_gamma(nu / 2, x * x / 2),
        entropy=lambda nu: lg(nu / 2) + (nu - ln(2) - (nu - 1) * mpmath.digamma(nu / 2)) / 2),
    Law("maxwell", ["sigma"], [(1,), (0.01,), (1e6,), (2.5,)], half_line,
        lambda x, s: root_gamma(x, mpf(3) / 2, 1 / (2 * s * s)),
        lambda x, s: lower_gamma(mpf(3) / 2, x * x / (2 * s * s)),
        lambda x, s: upper_gamma(mpf(3) / 2, x * x / (2 * s * s))),
    Law("nakagami", ["m", "omega"], [(1, 1), (0.5, 2), (0.1, 0.3), (30, 10), (1e5, 1)], half_line,
        lambda x, m, w: root_gamma(x, m, m / w),
        lambda x, m, w: lower_gamma(m, m * x * x / w), lambda x, m, w: upper_gamma(m, m * x * x / w),
        entropy=lambda m, w: m - ln(2) + lg(m) - ln(m / w) / 2 - (m - mpf(1) / 2) * mpmath.digamma(m)),
    Law("exp_gamma", ["alpha", "beta"], POSITIVE_PAIRS, line, exp_gamma,
        lambda x, a, b: lower_gamma(a, b * exp(x)), lambda x, a, b: upper_gamma(a, b * exp(x)),
        centre=lambda a, b: ln(a / b), entropy=lambda a, b: a + lg(a) - a * mpmath.digamma(a)),
    Law("exp_inverse_gamma", ["alpha", "beta"], POSITIVE_PAIRS, line, lambda x, a, b: exp_gamma(-x, a, b),
        lambda x, a, b: upper_gamma(a, b * exp(-x)), lambda x, a, b: lower_gamma(a, b * exp(-x)),
        centre=lambda a, b: ln(b / a), entropy=lambda a, b: a + lg(a) - a * mpmath.digamma(a)),
    Law("log_uniform", ["alpha", "beta"], [(1, 2), (0.001, 1000), (1e-100, 1e100), (5, 5.0001)], lambda a, b: (a, b),
        lambda x, a, b: -ln(x) - ln(ln(b / a)), lambda x, a, b: ln(x / a) / ln(b / a),
        lambda x, a, b: ln(b / x) / ln(b / a), entropy=lambda a, b: ln(a * b) / 2 + ln(ln(b / a))),
    Law("moyal", ["mu", "sigma"], [(0, 1), (-3, 0.5), (1e6, 1e-3), (0.1, 1e8)], line, moyal,
        lambda x, mu, s: 2 * phi(-exp(-(x - mu) / s / 2)), lambda x, mu, s: mpmath.erf(exp(-(x - mu) / s / 2) / mpmath.sqrt(2))
        if (x - mu) / s > -30 else mpf(1), entropy=lambda mu, s: ln(s) + (1 + mpmath.euler + ln(4 * pi)) / 2),
    Law("continuous_bernoulli", ["theta"], [(0.5,), (0.3,), (0.5000001,), (0.99,), (1e-9,), (0.45,)], unit,
        cont_bernoulli, cont_bernoulli_cdf, lambda x, t: cont_bernoulli_cdf(1 - x, 1 - t)),
    Law("kumaraswamy", ["alpha", "beta"], [(1, 1), (2, 3), (0.5, 0.5), (0.1, 4), (100, 30)], unit, kumaraswamy,
        lambda x, a, b: -expm1(b * ln(1 - x**a)), lambda x, a, b: (1 - x**a) ** b,
        entropy=lambda a, b: 1 - 1 / b + (1 - 1 / a) * (mpmath.digamma(b + 1) + mpmath.euler) - ln(a * b)),
    Law("generalised_normal", ["mu", "alpha", "beta"], [(0, 1, 2), (1, 2, 0.5), (-2, 0.1, 1), (0, 1, 8), (3, 1e5, 1.3)],
        line, generalised_normal, generalised_normal_cdf,
        lambda x, mu, a, b: generalised_normal_cdf(2 * mu - x, mu, a, b),
        points=lambda mu, a, b: [mu + a * mpf(z) * (1 if b > 0.6 else 4)
                                 for z in (-6, -3, -1.6, -1, -0.6, -0.3, -0.1, 0.05, 0.2, 0.5, 0.8, 1.3, 2, 5)],
        entropy=lambda mu, a, b: 1 / b - ln(b / (2 * a * gamma(1 / b)))),
    Law("inverse_gaussian", ["mu", "lambda"], [(1, 1), (2, 0.1), (0.5, 10), (1e3, 1e6), (3, 1e-2)], half_line,
        inverse_gaussian, inverse_gaussian_cdf, bounds={"survival_absolute": 3e-16, "why": CANCELS}),
    Law("truncated_normal", ["mu", "sigma", "lower", "upper"],
        [(0, 1, -1, 2), (1, 2, 0, INF), (0, 1, 8, 9), (0, 1, 30, INF), (0, 1, 0.5, 0.5625), (0, 1, -INF, -3)],
        lambda mu, s, a, b: (a, b), truncated_normal, truncated_normal_cdf, truncated_normal_survival,
        points=truncated_normal_points,
        entropy=lambda mu, s, a, b: truncated_entropy(s, (a - mu) / s, (b - mu) / s),
        bounds={"partials_absolute": 2e-12, "noise": 100, "why": "the moments of a narrow or far interval cancel"}),
    Law("lindley", ["theta"], [(1,), (0.01,), (100,), (2.5,)], half_line, lindley,
        lambda x, t: 1 - (1 + t + t * x) / (1 + t) * exp(-t * x), lambda x, t: (1 + t + t * x) / (1 + t) * exp(-t * x)),
    Law("logit_normal", ["mu", "sigma"], [(0, 1), (-2, 0.1), (3, 2), (0, 5)], unit, logit_normal,
        lambda x, mu, s: phi((ln(x / (1 - x)) - mu) / s), lambda x, mu, s: phi((mu - ln(x / (1 - x))) / s)),
]


def truncated_entropy(s, a, b):
    mass = normal_mass(a, b)
    edge = lambda z: mpf(0) if not mpmath.isfinite(z) else z * exp(-z * z / 2) / mpmath.sqrt(2 * pi)
    return ln(mpmath.sqrt(2 * pi * mpmath.e) * s * mass) + (edge(a) - edge(b)) / (2 * mass)
