"""Writes laws.json and pairs.json beside this file: `python make.py`.

laws.json: log density, its derivatives (central differences at 60 digits) and entropy of each law.
pairs.json: divergences over random parameters, of near-identical laws and at boundaries."""

import json
import math
import random
import sys
from pathlib import Path

import mpmath
from mpmath import mp, mpf

import oracle

here = Path(__file__).parent
rng = random.Random(3)


def short(x):
    return float(f"{x:.3g}")


def vector(n, scale=1.5):
    return [short(rng.gauss(0, scale)) for _ in range(n)]


def positive(n, low=0.3, high=3.0):
    return [short(math.exp(rng.uniform(math.log(low), math.log(high)))) for _ in range(n)]


def spd(n):
    a = [[rng.gauss(0, 0.7) for _ in range(n)] for _ in range(n)]
    rows = [[sum(x * y for x, y in zip(a[i], a[j])) + (0.5 if i == j else 0.0) for j in range(n)] for i in range(n)]
    return [[short(rows[min(i, j)][max(i, j)]) for j in range(n)] for i in range(n)]


def lower(n):
    return [[short(rng.gauss(0, 0.6)) if j < i else positive(1)[0] if i == j else 0.0 for j in range(n)] for i in range(n)]


def simplex(k):
    parts = sorted(rng.sample(range(1, 64), k - 1))
    return [(b - a) / 64 for a, b in zip([0] + parts, parts + [64])]


def direction(n):
    v = [rng.gauss(0, 1) for _ in range(n)]
    size = math.sqrt(sum(x * x for x in v))
    return [x / size for x in v]


def arguments(name, n):
    if name == "multi_normal":
        return [vector(n), spd(n)]
    if name == "multi_normal_cholesky":
        return [vector(n), lower(n)]
    if name == "multi_normal_prec":
        return [vector(n), spd(n)]
    if name == "multi_normal_diagonal":
        return [vector(n), positive(n)]
    if name == "multi_normal_low_rank":
        r = rng.randint(1, 2)
        return [vector(n), [vector(r, 0.8) for _ in range(n)], positive(n)]
    if name == "multi_student_t":
        return [positive(1, 1, 20)[0], vector(n), spd(n)]
    if name == "dirichlet":
        return [positive(n + 1, 0.2, 30)]
    if name == "multinomial":
        return [simplex(n + 1), 5]
    if name == "one_hot_categorical":
        return [simplex(n + 1)]
    if name in ("wishart", "inv_wishart"):
        return [short(n + rng.uniform(0, 12)), spd(n)]
    if name == "matrix_normal":
        return [[vector(2) for _ in range(n)], spd(n), spd(2)]
    if name == "von_mises_fisher":
        return [direction(n + 1), positive(1, 0.05, 200)[0]]
    if name == "normal_inverse_gamma":
        return [vector(1)[0], *positive(3)]
    if name == "normal_inverse_wishart":
        return [vector(n), positive(1)[0], spd(n), short(n + rng.uniform(0, 12))]
    raise KeyError(name)


def flat(rows):
    return [row[j] for j in range(len(rows[0])) for row in rows]


def point(name, a, n):
    if name == "dirichlet":
        return simplex(n + 1)
    if name == "multinomial":
        x = [0] * (n + 1)
        for _ in range(5):
            x[rng.randrange(n + 1)] += 1
        return x
    if name == "one_hot_categorical":
        x = [0] * (n + 1)
        x[rng.randrange(n + 1)] = 1
        return x
    if name in ("wishart", "inv_wishart"):
        return flat(spd(n))
    if name == "matrix_normal":
        return vector(2 * n)
    if name == "von_mises_fisher":
        return direction(n + 1)
    if name == "normal_inverse_gamma":
        return [vector(1)[0], positive(1)[0]]
    if name == "normal_inverse_wishart":
        return vector(n) + flat(spd(n))
    return vector(n)


STEP = mpf(10) ** -20


def by_entry(f, values):
    """Derivatives by every number of a nested list, matrices column after column."""
    if not isinstance(values, list):
        return [(f(mpf(values) + STEP) - f(mpf(values) - STEP)) / (2 * STEP)]
    if isinstance(values[0], list):
        places = [(i, j) for j in range(len(values[0])) for i in range(len(values))]
    else:
        places = [(i, None) for i in range(len(values))]
    out = []
    for i, j in places:
        ends = []
        for step in (STEP, -STEP):
            moved = [[mpf(v) for v in row] if isinstance(row, list) else mpf(row) for row in values]
            if j is None:
                moved[i] += step
            else:
                moved[i][j] += step
            ends.append(f(moved))
        out.append((ends[0] - ends[1]) / (2 * STEP))
    return out


def law_row(name, n):
    a = arguments(name, n)
    x = point(name, a, n)
    discrete = name in ("multinomial", "one_hot_categorical")
    row = {
        "arguments": a,
        "x": x,
        "log_density": float(oracle.log_density(name, a, x)),
        "entropy": float(oracle.entropy(name, a)),
    }
    by_x = [mpf(0)] * len(x) if discrete else by_entry(lambda v: oracle.log_density(name, a, v), x)
    by = []
    for k in range(len(a)):
        if name == "multinomial" and k == 1:
            by.append([mpf(0)])
            continue
        by.append(by_entry(lambda v: oracle.log_density(name, a[:k] + [v] + a[k + 1 :], x), a[k]))
    if name == "multi_normal_cholesky":
        by[1] = [d if i >= j else mpf(0) for (j, i), d in zip([(j, i) for j in range(n) for i in range(n)], by[1])]
    row["by_x"] = [float(d) for d in by_x]
    row["by_parameters"] = [[float(d) for d in part] for part in by]
    return row


def nearby(name, a, size):
    """Every parameter moved by about this relative amount."""
    def move(v):
        return v * (1 + size * rng.uniform(-1, 1)) if v != 0 else 0.0

    b = [
        [[move(v) for v in row] for row in part]
        if isinstance(part, list) and isinstance(part[0], list)
        else [move(v) for v in part]
        if isinstance(part, list)
        else move(part)
        for part in a
    ]
    for k, part in enumerate(b):
        symmetric = isinstance(part, list) and isinstance(part[0], list) and len(part) == len(part[0])
        if symmetric and name not in ("multi_normal_cholesky", "multi_normal_low_rank"):
            if not (name == "matrix_normal" and k == 0):
                b[k] = [[part[max(i, j)][min(i, j)] for j in range(len(part))] for i in range(len(part))]
    if name == "von_mises_fisher":
        size = math.sqrt(sum(x * x for x in b[0]))
        b[0] = [x / size for x in b[0]]
    if name in ("multinomial", "one_hot_categorical"):
        b = [list(a[0])] + a[1:]
        move = float(f"{size * a[0][0]:.3g}")
        b[0][0], b[0][1] = a[0][0] - move, a[0][1] + move
    return b


def number(x):
    return None if x is None else float(x)


def pair_rows(q, p, count, most):
    rows = []
    for _ in range(count):
        n = rng.randint(1, most)
        a, b = arguments(q, n), arguments(p, n)
        if q == p == "matrix_normal":
            b[0] = [vector(2) for _ in range(n)]
        rows.append([a, b, number(oracle.kl(q, a, p, b))])
    return rows


def pair_rows_of(q, n, count):
    rows = []
    for _ in range(count):
        a, b = arguments(q, n), arguments("multi_student_t", n)
        rows.append([a, b, number(oracle.kl(q, a, "multi_student_t", b))])
    return rows


def near_rows(name, most):
    rows = []
    for size in (1e-3, 1e-6, 1e-8):
        for _ in range(4):
            a = arguments(name, rng.randint(1, most))
            b = nearby(name, a, size)
            rows.append([a, b, number(oracle.kl(name, a, name, b))])
    return rows


LAWS = oracle.NORMALS + [
    "matrix_normal",
    "multi_student_t",
    "dirichlet",
    "multinomial",
    "one_hot_categorical",
    "wishart",
    "inv_wishart",
    "von_mises_fisher",
    "normal_inverse_gamma",
    "normal_inverse_wishart",
]


def write(name, key, groups):
    """One row a line."""
    tools = {"python": sys.version.split()[0], "mpmath": mpmath.__version__, "digits": mp.dps}
    lines = ["{", f'"tools": {json.dumps(tools)},', f'"{key}": [']
    for i, group in enumerate(groups):
        rows = group.pop("rows")
        head = json.dumps(group)[:-1]
        body = ",\n".join(json.dumps(row) for row in rows)
        lines.append(f'{head}, "rows": [\n{body}\n]}}{"," if i + 1 < len(groups) else ""}')
    lines.append("]\n}")
    (here / name).write_text("\n".join(lines) + "\n")


def main():
    write("laws.json", "laws", [{"name": name, "rows": [law_row(name, 1 + k % 3) for k in range(6)]} for name in LAWS])
    pairs = []
    for q in oracle.NORMALS:
        for p in oracle.NORMALS:
            pairs.append({"q": q, "p": p, "rows": pair_rows(q, p, 100 if q == p else 50, 3)})
    for name in LAWS:
        if name in oracle.NORMALS or name == "multi_student_t":
            continue
        pairs.append({"q": name, "p": name, "rows": pair_rows(name, name, 100, 3)})
    pairs.append({"q": "multi_student_t", "p": "multi_normal", "rows": pair_rows("multi_student_t", "multi_normal", 60, 3)})
    for name in LAWS:
        if name != "multi_student_t":
            pairs.append({"q": name, "p": name, "near": True, "rows": near_rows(name, 3)})
    write("pairs.json", "pairs", pairs)

    write("integrals.json", "pairs", integrals())


def integrals():
    """Pairs with Student's t, by quadrature."""
    t = "multi_student_t"
    groups = []
    for q in ("multi_normal", t):
        groups.append({"q": q, "p": t, "rows": pair_rows_of(q, 1, 12)})
        groups.append({"q": q, "p": t, "relative": 1e-10, "rows": pair_rows_of(q, 2, 6)})
    a = [3.0, [0.5, -1.0], [[2.0, 0.3], [0.3, 1.0]]]
    others = [[nu, a[1], a[2]] for nu in (1.0, 30.0, 3.3)]
    rows = [[a, b, number(oracle.kl(t, a, t, b))] for b in others]
    groups.append({"q": t, "p": t, "relative": 1e-10, "rows": rows})
    return groups


main()
