"""Writes large.json: divergences of normals of many variables, whose parameters are these formulas in
doubles. `python large.py`."""

import json
from pathlib import Path

import flint
import mpmath
from flint import arb, arb_mat, ctx
from mpmath import mp, mpf


def dense(n):
    return [[1.0 / (1 + abs(i - j)) + (1.0 if i == j else 0.0) for j in range(n)] for i in range(n)]


def moved(n):
    s = dense(n)
    return [[s[i][j] * (1.0 + 1e-8 * ((i * j) % 7 - 3) / 3.0) for j in range(n)] for i in range(n)]


def near_identical(n):
    """½ (tr P⁻¹Q − n − ln det P⁻¹Q) at 200 bits."""
    ctx.prec = 200
    q, p = arb_mat(moved(n)), arb_mat(dense(n))
    ratio = p.solve(q)
    trace = sum((ratio[i, i] for i in range(n)), arb(0))
    return (trace - n - ratio.det().log()) / 2


def low_rank(n, r):
    mp.dps = 40
    wq = [[mpf(((7 * i + 3 * j) % 11 - 5) / 10.0) for j in range(r)] for i in range(n)]
    wp = [[mpf(((5 * i + 2 * j) % 13 - 6) / 12.0) for j in range(r)] for i in range(n)]
    dq = [mpf(1.0 + (i % 5) / 4.0) for i in range(n)]
    dp = [mpf(1.0 + (i % 3) / 2.0) for i in range(n)]
    delta = [mpf(0.01 * (i % 4)) for i in range(n)]

    def cross(a, d, b):
        return mp.matrix([[mp.fsum(a[i][j] * b[i][k] / d[i] for i in range(n)) for k in range(len(b[0]))] for j in range(len(a[0]))])

    def inner(w, d):
        return mp.eye(r) + cross(w, d, w)

    def log_det(w, d):
        return mp.fsum(mp.log(x) for x in d) + mp.log(mp.det(inner(w, d)))

    c = inner(wp, dp) ** -1
    # tr P⁻¹ Q with P⁻¹ = D⁻¹ − D⁻¹ W C W' D⁻¹.
    plain = mp.fsum((dq[i] + mp.fsum(x * x for x in wq[i])) / dp[i] for i in range(n))
    a = cross(wp, dp, wq)
    weighted = [[wp[i][j] * mp.sqrt(dq[i]) / dp[i] for j in range(r)] for i in range(n)]
    b = cross(weighted, [mpf(1)] * n, weighted)
    less = a * a.T + b
    lost = mp.fsum((c * less)[i, i] for i in range(r))
    y = cross(wp, dp, [[x] for x in delta])
    shift = mp.fsum(x * x / d for x, d in zip(delta, dp)) - (y.T * c * y)[0]
    return (plain - lost - n - log_det(wq, dq) + log_det(wp, dp) + shift) / 2


out = {
    "tools": {"python-flint": flint.__version__, "mpmath": mpmath.__version__},
    "near_identical": {"n": 500, "nats": float(near_identical(500).mid())},
    "low_rank": {"n": 2000, "r": 10, "nats": float(low_rank(2000, 10))},
}
(Path(__file__).parent / "large.json").write_text(json.dumps(out, indent=1) + "\n")
