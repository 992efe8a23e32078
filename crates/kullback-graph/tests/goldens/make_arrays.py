"""Outputs and gradients of the kernels on arrays and matrices, by mpmath.

    python make_arrays.py        writes arrays.json beside this file

Each case is a kernel with its sizes, the operands, the output, a weight for each output element, and
the gradient of the weighted sum of the output in every operand, from central differences with 60
digits. Matrices are column-major. The formulas are mpmath's own (`cholesky`, `lu_solve`, `det`) or
written here from the definition.
"""

import json
import pathlib
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 60
HERE = pathlib.Path(__file__).parent
RNG = random.Random(20261122)


def draw(count, low=-2.0, high=2.0):
    return [round(RNG.uniform(low, high), 6) for _ in range(count)]


def matrix(values, rows, columns):
    return mp.matrix(
        [[values[j * rows + i] for j in range(columns)] for i in range(rows)]
    )


def flat(m):
    return [m[i, j] for j in range(m.cols) for i in range(m.rows)]


def positive_definite(n):
    a = matrix([mpf(x) for x in draw(n * n)], n, n)
    return [float(x) for x in flat(a * a.T + mp.eye(n))]


def copies(function, count, *sizes):
    """Applies `function` to each of `count` parts; an operand of one part is used in each."""

    def whole(*operands):
        out = []
        for c in range(count):
            parts = [
                x if len(x) == size else x[c * size : (c + 1) * size]
                for x, size in zip(operands, sizes)
            ]
            out += function(*parts)
        return out

    return whole


def lower(values, n):
    m = matrix(values, n, n)
    return mp.matrix([[m[i, j] if i >= j else 0 for j in range(n)] for i in range(n)])


def cholesky(n):
    def function(a):
        # The lower triangle is what counts.
        m = lower(a, n)
        return flat(mp.cholesky(m + m.T - mp.diag([m[i, i] for i in range(n)])))

    return function


def triangular_solve(n, columns, upper, transposed):
    def function(t, b):
        m = lower(t, n) if not upper else lower(flat(matrix(t, n, n).T), n).T
        m = m.T if transposed else m
        return [x for c in range(columns) for x in mp.lu_solve(m, mp.matrix(b[c * n : (c + 1) * n]))]

    return function


def solve(n, columns):
    def function(a, b):
        m = matrix(a, n, n)
        return [x for c in range(columns) for x in mp.lu_solve(m, mp.matrix(b[c * n : (c + 1) * n]))]

    return function


CORRELATION = {
    "ExponentiatedQuadratic": lambda q: mp.exp(-q / 2),
    "Exponential": lambda q: mp.exp(-mp.sqrt(q)),
    "Matern32": lambda q: (1 + mp.sqrt(3 * q)) * mp.exp(-mp.sqrt(3 * q)),
    "Matern52": lambda q: (1 + mp.sqrt(5 * q) + 5 * q / 3) * mp.exp(-mp.sqrt(5 * q)),
}


def covariance(kind, n, d):
    def function(x, alpha, rho):
        def element(i, j):
            scales = rho if len(rho) == d else rho * d
            q = sum(((x[i * d + k] - x[j * d + k]) / scales[k]) ** 2 for k in range(d))
            return alpha[0] ** 2 * (CORRELATION[kind](q) if i != j else 1)

        return [element(i, j) for j in range(n) for i in range(n)]

    return function


def product(values):
    return [mp.fprod(values)]


def softmax(x):
    total = mp.fsum(mp.exp(v) for v in x)
    return [mp.exp(v) / total for v in x]


def case(kernel, options, function, *operands):
    exact = [[mpf(x) for x in operand] for operand in operands]
    output = function(*exact)
    weights = draw(len(output))

    def weighted(arguments):
        return mp.fsum(w * x for w, x in zip(weights, function(*arguments)))

    gradient = []
    for k, operand in enumerate(exact):
        partials = []
        for e in range(len(operand)):
            h = mpf(10) ** -20
            values = []
            for step in (h, -h):
                moved = [list(o) for o in exact]
                moved[k][e] += step
                values.append(weighted(moved))
            partials.append(float((values[0] - values[1]) / (2 * h)))
        gradient.append(partials)
    return {
        "kernel": kernel,
        **options,
        "operands": operands,
        "output": [float(x) for x in output],
        "weights": weights,
        "gradient": gradient,
    }


def cases():
    reductions = {
        "Sum": lambda x: [mp.fsum(x)],
        "Product": product,
        "Maximum": lambda x: [max(x)],
        "Minimum": lambda x: [min(x)],
        "LogSumExp": lambda x: [mp.log(mp.fsum(mp.exp(v) for v in x))],
    }
    for kind, function in reductions.items():
        for segments, length in [(1, 1), (1, 5), (3, 7), (1, 150)]:
            x = draw(segments * length)
            yield case("Reduction", {"kind": kind, "segments": segments}, copies(function, segments, length), x)
    yield case("Reduction", {"kind": "Product", "segments": 2}, copies(product, 2, 4), draw(4)[:3] + [0.0] + draw(4))
    yield case("Reduction", {"kind": "LogSumExp", "segments": 1}, reductions["LogSumExp"], [-800.0, -801.5, -900.0])
    for segments, length in [(1, 6), (4, 3), (1, 90)]:
        for log in (False, True):
            function = (lambda x: [mp.log(v) for v in softmax(x)]) if log else softmax
            yield case("Softmax", {"log": log, "segments": segments}, copies(function, segments, length), draw(segments * length, -9, 9))
        running = lambda x: [mp.fsum(x[: e + 1]) for e in range(len(x))]
        yield case("CumulativeSum", {"segments": segments}, copies(running, segments, length), draw(segments * length))
        dot = lambda x, y: [mp.fsum(a * b for a, b in zip(x, y))]
        yield case("Dot", {"segments": segments}, copies(dot, segments, length, length), draw(segments * length), draw(segments * length))
    for m, k, n, count in [(1, 1, 1, 1), (5, 3, 1, 1), (37, 6, 1, 1), (4, 3, 2, 3), (2, 9, 5, 1)]:
        times = lambda a, b, m=m, k=k, n=n: flat(matrix(a, m, k) * matrix(b, k, n))
        options = {"rows": m, "inner": k, "columns": n, "copies": count}
        yield case("MatrixProduct", options, copies(times, count, m * k, k * n), draw(m * k * count), draw(k * n * count))
        if count > 1:
            yield case("MatrixProduct", options, copies(times, count, m * k, k * n), draw(m * k), draw(k * n * count))
    for n, count in [(1, 1), (2, 1), (5, 1), (4, 2)]:
        a = [x for _ in range(count) for x in positive_definite(n)]
        yield case("Cholesky", {"size": n, "copies": count}, copies(cholesky(n), count, n * n), a)
    for n, m, count in [(1, 1, 1), (4, 1, 1), (3, 2, 2)]:
        for upper in (False, True):
            for transposed in (False, True):
                t = [x if abs(x) > 0.3 else x + 1.0 for x in draw(n * n * count)]
                options = {"size": n, "columns": m, "copies": count, "upper": upper, "transposed": transposed}
                f = copies(triangular_solve(n, m, upper, transposed), count, n * n, n * m)
                yield case("TriangularSolve", options, f, t, draw(n * m * count))
        a = draw(n * n * count, 0.5, 2.0)
        yield case("Solve", {"size": n, "columns": m, "copies": count}, copies(solve(n, m), count, n * n, n * m), a, draw(n * m * count))
        determinant = lambda a, n=n: [mp.log(abs(mp.det(matrix(a, n, n))))]
        yield case("LogDeterminant", {"size": n, "copies": count}, copies(determinant, count, n * n), a)
    for kind in CORRELATION:
        for n, d, scales in [(1, 1, 1), (4, 1, 1), (5, 2, 1), (3, 3, 3)]:
            options = {"kind": kind, "points": n, "dimension": d}
            yield case("Covariance", options, covariance(kind, n, d), draw(n * d), draw(1, 0.5, 2.0), draw(scales, 0.5, 2.0))


if __name__ == "__main__":
    table = {"versions": {"mpmath": mpmath.__version__}, "cases": list(cases())}
    (HERE / "arrays.json").write_text(json.dumps(table) + "\n")
