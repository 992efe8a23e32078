"""Laws of several variables in multiple precision, by the formulas of textbooks: log density, entropy,
and the divergence of pairs. Arguments are numbers, lists, and lists of rows."""

from itertools import product

from mpmath import mp, mpf

mp.dps = 60


def vec(values):
    return mp.matrix([mpf(v) for v in values])


def mat(rows):
    return mp.matrix([[mpf(v) for v in row] for row in rows])


def dot(a, b):
    return sum((a[i] * b[i] for i in range(len(a))), mpf(0))


def logdet(a):
    return mp.log(mp.det(a))


def trace(a):
    return sum(a[i, i] for i in range(a.rows))


def quadratic(a_inverse, d):
    return (d.T * a_inverse * d)[0]


def log_multi_gamma(n, a):
    return mpf(n * (n - 1)) / 4 * mp.log(mp.pi) + sum(mp.loggamma(a - mpf(i) / 2) for i in range(n))


def multi_digamma(n, a):
    return sum(mp.digamma(a - mpf(i) / 2) for i in range(n))


def square(values, n):
    """Coordinates column after column as a matrix."""
    return mp.matrix([[values[j * n + i] for j in range(n)] for i in range(n)])


# Normal laws: mean and covariance of each way to write one.

def moments(name, a):
    if name == "matrix_normal":
        m, u, v = mat(a[0]), mat(a[1]), mat(a[2])
        r, c = m.rows, m.cols
        sigma = mp.matrix(r * c, r * c)
        for j, l, i, k in product(range(c), range(c), range(r), range(r)):
            sigma[j * r + i, l * r + k] = v[j, l] * u[i, k]
        return mp.matrix([m[i, j] for j in range(c) for i in range(r)]), sigma
    mu = vec(a[0])
    if name == "multi_normal":
        return mu, mat(a[1])
    if name == "multi_normal_cholesky":
        l = mat(a[1])
        return mu, l * l.T
    if name == "multi_normal_prec":
        return mu, mat(a[1]) ** -1
    if name == "multi_normal_diagonal":
        return mu, mp.diag([mpf(s) ** 2 for s in a[1]])
    if name == "multi_normal_low_rank":
        w = mat(a[1])
        return mu, w * w.T + mp.diag([mpf(d) for d in a[2]])
    return None


NORMALS = [
    "multi_normal",
    "multi_normal_cholesky",
    "multi_normal_prec",
    "multi_normal_diagonal",
    "multi_normal_low_rank",
]


def vmf_log_normaliser(n, kappa):
    if kappa == 0:
        half = mpf(n) / 2
        return mp.log(2) + half * mp.log(mp.pi) - mp.loggamma(half)
    order = mpf(n) / 2 - 1
    return mpf(n) / 2 * mp.log(2 * mp.pi) + mp.log(mp.besseli(order, kappa)) - order * mp.log(kappa)


def vmf_mean(n, kappa):
    return mpf(0) if kappa == 0 else mp.besseli(mpf(n) / 2, kappa) / mp.besseli(mpf(n) / 2 - 1, kappa)


def log_density(name, a, x):
    if name in NORMALS or name == "matrix_normal":
        mu, sigma = moments(name, a)
        return -(quadratic(sigma**-1, vec(x) - mu) + logdet(sigma) + len(mu) * mp.log(2 * mp.pi)) / 2
    if name == "multi_student_t":
        nu, mu, sigma = mpf(a[0]), vec(a[1]), mat(a[2])
        n = len(mu)
        front = mp.loggamma((nu + n) / 2) - mp.loggamma(nu / 2) - mpf(n) / 2 * mp.log(nu * mp.pi)
        q = quadratic(sigma**-1, vec(x) - mu)
        return front - logdet(sigma) / 2 - (nu + n) / 2 * mp.log1p(q / nu)
    if name == "dirichlet":
        alpha = [mpf(v) for v in a[0]]
        powers = sum((b - 1) * mp.log(mpf(v)) for b, v in zip(alpha, x))
        return powers + mp.loggamma(sum(alpha)) - sum(mp.loggamma(b) for b in alpha)
    if name == "multinomial":
        theta, n = [mpf(v) for v in a[0]], mpf(a[1])
        terms = sum(mpf(k) * mp.log(t) - mp.loggamma(mpf(k) + 1) for k, t in zip(x, theta) if k != 0)
        return terms + mp.loggamma(n + 1)
    if name == "one_hot_categorical":
        return sum(mp.log(mpf(t)) for k, t in zip(x, a[0]) if k == 1)
    if name in ("wishart", "inv_wishart"):
        nu, s = mpf(a[0]), mat(a[1])
        n = s.rows
        x = square([mpf(v) for v in x], n)
        base = -log_multi_gamma(n, nu / 2) - nu * n / 2 * mp.log(2)
        if name == "wishart":
            return base + (nu - n - 1) / 2 * logdet(x) - trace(s**-1 * x) / 2 - nu / 2 * logdet(s)
        return base - (nu + n + 1) / 2 * logdet(x) - trace(s * x**-1) / 2 + nu / 2 * logdet(s)
    if name == "von_mises_fisher":
        mu, kappa = vec(a[0]), mpf(a[1])
        return kappa * dot(mu, vec(x)) - vmf_log_normaliser(len(mu), kappa)
    if name == "normal_inverse_gamma":
        mu, lam, alpha, beta = [mpf(v) for v in a]
        y, v = mpf(x[0]), mpf(x[1])
        gamma = alpha * mp.log(beta) - mp.loggamma(alpha) - (alpha + 1) * mp.log(v) - beta / v
        return gamma + mp.log(lam / (2 * mp.pi * v)) / 2 - lam * (y - mu) ** 2 / (2 * v)
    if name == "normal_inverse_wishart":
        mu, lam, psi, nu = a
        n = len(mu)
        sigma = square([mpf(v) for v in x[n:]], n)
        d = vec(x[:n]) - vec(mu)
        normal = -(quadratic(sigma**-1, d) * mpf(lam) + logdet(sigma) - n * mp.log(mpf(lam) / (2 * mp.pi))) / 2
        return normal + log_density("inv_wishart", [nu, psi], x[n:])
    raise KeyError(name)


def entropy(name, a):
    if name in NORMALS or name == "matrix_normal":
        mu, sigma = moments(name, a)
        return (len(mu) * (1 + mp.log(2 * mp.pi)) + logdet(sigma)) / 2
    if name == "multi_student_t":
        nu, n = mpf(a[0]), len(a[1])
        return -log_density(name, a, a[1]) + (nu + n) / 2 * (mp.digamma((nu + n) / 2) - mp.digamma(nu / 2))
    if name == "dirichlet":
        alpha = [mpf(v) for v in a[0]]
        total = sum(alpha)
        means = [mp.digamma(b) - mp.digamma(total) for b in alpha]
        log_b = sum(mp.loggamma(b) for b in alpha) - mp.loggamma(total)
        return log_b - sum((b - 1) * m for b, m in zip(alpha, means))
    if name in ("multinomial", "one_hot_categorical"):
        n = int(a[1]) if name == "multinomial" else 1
        total = mpf(0)
        for x in product(range(n + 1), repeat=len(a[0])):
            if sum(x) == n:
                log = log_density("multinomial", [a[0], n], x)
                total -= mp.exp(log) * log
        return total
    if name in ("wishart", "inv_wishart"):
        nu, s = mpf(a[0]), mat(a[1])
        n = s.rows
        psi = multi_digamma(n, nu / 2)
        base = log_multi_gamma(n, nu / 2) + nu * n / 2
        if name == "wishart":
            return base + mpf(n + 1) / 2 * logdet(2 * s) - (nu - n - 1) / 2 * psi
        return base + mpf(n + 1) / 2 * logdet(s / 2) - (nu + n + 1) / 2 * psi
    if name == "von_mises_fisher":
        n, kappa = len(a[0]), mpf(a[1])
        return vmf_log_normaliser(n, kappa) - kappa * vmf_mean(n, kappa)
    if name == "normal_inverse_gamma":
        mu, lam, alpha, beta = [mpf(v) for v in a]
        psi = mp.digamma(alpha)
        inv_gamma = alpha + mp.log(beta) + mp.loggamma(alpha) - (1 + alpha) * psi
        return inv_gamma + (1 + mp.log(2 * mp.pi) + mp.log(beta) - psi - mp.log(lam)) / 2
    if name == "normal_inverse_wishart":
        mu, lam, psi, nu = a
        n = len(mu)
        mean_log = logdet(mat(psi)) - n * mp.log(2) - multi_digamma(n, mpf(nu) / 2)
        normal = (n * (1 + mp.log(2 * mp.pi) - mp.log(mpf(lam))) + mean_log) / 2
        return normal + entropy("inv_wishart", [nu, psi])
    raise KeyError(name)


def normal_kl(q, p):
    (m, s), (n, t) = q, p
    inverse = t**-1
    return (trace(inverse * s) - len(m) - logdet(s) + logdet(t) + quadratic(inverse, m - n)) / 2


def wishart_kl(nu_q, s, nu_p, t):
    """Kullback–Leibler of Wishart laws (Penny, 2001)."""
    n, a, b = s.rows, nu_q / 2, nu_p / 2
    return (
        -b * (logdet(s) - logdet(t))
        + a * (trace(t**-1 * s) - n)
        + log_multi_gamma(n, b)
        - log_multi_gamma(n, a)
        + (a - b) * multi_digamma(n, a)
    )


def kl(q, a, p, b):
    """D_KL(q(a) ‖ p(b)); None where it is infinite."""
    if q in NORMALS + ["matrix_normal"] and p in NORMALS + ["matrix_normal"]:
        return normal_kl(moments(q, a), moments(p, b))
    if (q, p) == ("dirichlet", "dirichlet"):
        alpha, beta = [mpf(v) for v in a[0]], [mpf(v) for v in b[0]]
        mean = [mp.digamma(v) - mp.digamma(sum(alpha)) for v in alpha]
        log_b = lambda v: sum(mp.loggamma(x) for x in v) - mp.loggamma(sum(v))
        return log_b(beta) - log_b(alpha) + sum((v - w) * m for v, w, m in zip(alpha, beta, mean))
    if q in ("multinomial", "one_hot_categorical"):
        n = mpf(a[1]) if q == "multinomial" else mpf(1)
        m = mpf(b[1]) if p == "multinomial" else mpf(1)
        if n != m or any(s > 0 and t == 0 for s, t in zip(a[0], b[0])):
            return None
        # With θ as it is, and its sum's rounding as extra mass: q ln(q/p) + p − q.
        terms = [mpf(s) * mp.log(mpf(s) / mpf(t)) if s > 0 else mpf(0) for s, t in zip(a[0], b[0])]
        return n * (sum(terms) + sum(mpf(t) for t in b[0]) - sum(mpf(s) for s in a[0]))
    if q == p == "wishart":
        return wishart_kl(mpf(a[0]), mat(a[1]), mpf(b[0]), mat(b[1]))
    if q == p == "inv_wishart":
        return wishart_kl(mpf(a[0]), mat(a[1]) ** -1, mpf(b[0]), mat(b[1]) ** -1)
    if q == p == "von_mises_fisher":
        n, k, l = len(a[0]), mpf(a[1]), mpf(b[1])
        mean = vmf_mean(n, k)
        # The directions count as of length 1: cos = 1 − ½ ‖difference‖².
        d = vec(a[0]) - vec(b[0])
        cosine = 1 - dot(d, d) / 2
        return vmf_log_normaliser(n, l) - vmf_log_normaliser(n, k) + mean * (k - l * cosine)
    if q == p == "normal_inverse_gamma":
        m, k, s, r = [mpf(v) for v in a]
        n, l, t, u = [mpf(v) for v in b]
        gamma = (s - t) * mp.digamma(s) - mp.loggamma(s) + mp.loggamma(t) + t * mp.log(r / u) + s * (u - r) / r
        return gamma + (l / k - 1 - mp.log(l / k) + l * s / r * (m - n) ** 2) / 2
    if q == p == "normal_inverse_wishart":
        n, k, l = len(a[0]), mpf(a[1]), mpf(b[1])
        d = vec(a[0]) - vec(b[0])
        mean = mpf(a[3]) * quadratic(mat(a[2]) ** -1, d)
        inv = kl("inv_wishart", [a[3], a[2]], "inv_wishart", [b[3], b[2]])
        return inv + (n * (l / k - 1 - mp.log(l / k)) + l * mean) / 2
    if q == "multi_student_t" and p == "multi_normal":
        nu = mpf(a[0])
        if nu <= 2:
            return None
        mu, sigma = moments(p, b)
        inverse = sigma**-1
        mean = nu / (nu - 2) * trace(inverse * mat(a[2])) + quadratic(inverse, vec(a[1]) - mu)
        return -entropy(q, a) + (len(mu) * mp.log(2 * mp.pi) + logdet(sigma) + mean) / 2
    if p == "multi_student_t":
        return by_integral(q, a, p, b)
    raise KeyError((q, p))


def by_integral(q, a, p, b):
    """In one or two dimensions, in coordinates that whiten Q."""
    if q == "multi_normal":
        mu, sigma = moments(q, a)
    else:
        mu, sigma = vec(a[1]), mat(a[2])
    if len(mu) == 2:
        return in_the_plane(q, a, p, b, mu, sigma)
    sd = mp.sqrt(sigma[0, 0])
    digits = mp.dps
    mp.dps = 20
    try:
        def f(z):
            x = [mu[0] + sd * z]
            log_q, log_p = log_density(q, a, x), log_density(p, b, x)
            return mp.exp(log_q) * (log_q - log_p) * sd

        return mp.quad(f, [-mp.inf, -8, -2, 0, 2, 8, mp.inf])
    finally:
        mp.dps = digits


def in_the_plane(q, a, p, b, mu, sigma):
    """Doubles: the trapezoidal rule in the angle and, after r = exp(π/2 sinh t), in t."""
    import numpy as np

    def parts(name, c):
        if name == "multi_normal":
            return np.inf, np.array(c[0]), np.array(c[1])
        return c[0], np.array(c[1]), np.array(c[2])

    def logs(name, c, x):
        nu, m, s = parts(name, c)
        d = x - m
        square = np.einsum("...i,ij,...j->...", d, np.linalg.inv(s), d)
        front = -np.log(np.linalg.det(s)) / 2 - np.log(2 * np.pi)
        # In two dimensions Γ(ν/2 + 1)/(Γ(ν/2) ν/2) = 1.
        return front - (square / 2 if np.isinf(nu) else (nu + 2) / 2 * np.log1p(square / nu))

    t = np.arange(-4.5, 4.5, 1 / 128)
    r = np.exp(np.pi / 2 * np.sinh(t))
    weight = r * r * np.pi / 2 * np.cosh(t) / 128
    angle = np.arange(0, 2 * np.pi, 2 * np.pi / 256)
    l = np.linalg.cholesky(np.array(sigma.tolist(), dtype=float))
    unit = np.stack([np.cos(angle), np.sin(angle)], -1) @ l.T
    x = np.array([float(v) for v in mu]) + r[:, None, None] * unit[None]
    log_q, log_p = logs(q, a, x), logs(p, b, x)
    with np.errstate(over="ignore", invalid="ignore"):
        f = np.exp(log_q) * (log_q - log_p) * weight[:, None]
    f = np.where(np.isfinite(f), f, 0.0)
    return mpf(float(f.sum() * 2 * np.pi / 256 * np.linalg.det(l)))
