"""What Stan makes of arguments at and beyond the edges of the densities, by stanli.

    python make_edges.py        writes edges.json beside this file

Each row is a density, its arguments, and what Stan returns: a number, an infinity or "error".
"""

import json
import math
import pathlib

import numpy
import stanli

HERE = pathlib.Path(__file__).parent
INF = math.inf
HALF_LN_TWO_PI = 0.9189385332046727

EDGES = {
    "Normal": [(1.0, 1.0, 0.0), (1.0, 1.0, -1.0), (2.0, 1.0, 0.0), (INF, 1.0, 2.0)],
    "StudentT": [(1.0, 0.0, 1.0, 2.0), (1.0, -3.0, 1.0, 2.0), (1.0, 3.0, 1.0, 0.0), (1.0, 3.0, 1.0, -2.0), (INF, 3.0, 1.0, 2.0)],
    "Cauchy": [(1.0, 1.0, 0.0), (1.0, 2.0, -1.0), (INF, 1.0, 2.0)],
    "DoubleExponential": [(1.0, 1.0, 0.0), (1.0, 2.0, -1.0)],
    "Logistic": [(1.0, 1.0, 0.0), (1.0, 2.0, -1.0), (1e4, 1.0, 2.0)],
    "Lognormal": [(0.0, 2.0, 3.0), (-1.0, 2.0, 3.0), (1.0, 2.0, 0.0), (1.0, 2.0, -1.0)],
    "Exponential": [(-1.0, 2.0), (0.0, 2.0), (1.0, 0.0), (1.0, -2.0)],
    "Gamma": [(-1.0, 2.0, 3.0), (0.0, 2.0, 3.0), (1.0, 0.0, 3.0), (1.0, -1.5, 3.0), (1.0, 2.0, 0.0), (1.0, 2.0, -3.0)],
    "InvGamma": [(-1.0, 2.0, 3.0), (0.0, 2.0, 3.0), (1.0, 0.0, 3.0), (1.0, -1.5, 3.0), (1.0, 2.0, -3.0)],
    "ChiSquare": [(-1.0, 2.0), (0.0, 3.0), (1.0, 0.0), (1.0, -1.0)],
    "InvChiSquare": [(-1.0, 2.0), (0.0, 2.0), (1.0, 0.0), (1.0, -1.0)],
    "ScaledInvChiSquare": [(-1.0, 2.0, 2.0), (0.0, 2.0, 2.0), (1.0, -2.0, 2.0), (1.0, 2.0, -2.0)],
    "Weibull": [(-1.0, 2.0, 2.0), (0.0, 2.0, 2.0), (1.0, -1.0, 2.0), (1.0, 2.0, -2.0)],
    "Frechet": [(0.0, 2.0, 2.0), (-1.0, 2.0, 2.0), (1.0, -1.0, 2.0), (1.0, 2.0, -2.0)],
    "Gumbel": [(1.0, 2.0, 0.0), (1.0, 2.0, -1.0)],
    "Rayleigh": [(0.0, 2.0), (-1.0, 2.0), (1.0, -1.0)],
    "Beta": [(0.0, 2.0, 2.0), (1.0, 2.0, 2.0), (-1.0, 2.0, 2.0), (2.0, 2.0, 2.0), (0.5, 0.0, 2.0), (0.5, 2.0, -1.0)],
    "BetaProportion": [(1.2, 0.2, 2.0), (-0.2, 0.2, 2.0), (0.2, 1.0, 2.0), (0.2, 0.0, 2.0), (0.2, 0.5, -2.0)],
    "Uniform": [(-1.0, 2.0, 3.0), (5.0, 2.0, 3.0), (2.0, 2.0, 3.0), (1.0, 3.0, 2.0), (INF, 3.0, 4.0)],
    "Pareto": [(1.0, 2.0, 2.0), (2.0, 2.0, 2.0), (3.0, -2.0, 2.0), (3.0, 2.0, -2.0)],
    "ParetoType2": [(-1.0, 0.0, 2.0, 2.0), (1.0, 0.0, -2.0, 2.0), (1.0, 0.0, 2.0, -2.0)],
    "VonMises": [(1.0, 0.0, 0.0), (1.0, 0.0, -1.0), (100.0, 0.0, 2.0)],
    "SkewNormal": [(1.0, 0.0, 0.0, 1.0), (1.0, 0.0, -1.0, 1.0)],
    "ExpModNormal": [(1.0, 1.0, -2.0, 3.0), (1.0, 1.0, 2.0, -3.0), (1000.0, 1.0, 2.0, 3.0)],
    "Loglogistic": [(0.0, 1.0, 2.0), (-1.0, 1.0, 2.0), (1.0, -1.0, 2.0), (1.0, 1.0, -2.0)],
    "Bernoulli": [(1, 0.0), (0, 0.0), (1, 1.0), (0, 1.0), (1, -0.1), (1, 1.1), (0, 1.1), (2, 0.1)],
    "BernoulliLogit": [(1, INF), (0, INF), (1, -INF), (1, -800.0), (3, 0.5)],
    "Binomial": [(3, 2, 0.5), (-1, 2, 0.5), (0, 2, 0.0), (1, 2, 0.0), (2, 2, 1.0), (0, -1, 0.5), (1, 2, -0.5), (1, 2, 1.5)],
    "BinomialLogit": [(3, 2, 1.0), (-1, 2, 1.0), (1, 2, INF), (1, 2, 800.0)],
    "Poisson": [(0, 0.0), (1, 0.0), (1, INF), (-1, 1.0), (1, -1.0)],
    "PoissonLog": [(1, INF), (1, -INF), (-1, 0.0), (2, 800.0), (0, -800.0)],
    "NegBinomial": [(1, 0.0, 1.0), (-1, 1.0, 1.0), (1, 1.0, -1.0), (1, -1.0, 1.0)],
    "NegBinomial2": [(0, 0.0, 1.0), (1, 0.0, 1.0), (-1, 1.0, 1.0), (1, -1.0, 1.0), (1, 1.0, -1.0)],
    "NegBinomial2Log": [(1, 800.0, 1.0), (1, -800.0, 1.0), (1, INF, 1.0), (1, 1.0, -1.0), (-1, 1.0, 1.0)],
    "BetaBinomial": [(3, 2, 1.0, 1.0), (-1, 2, 1.0, 1.0), (1, -2, 1.0, 1.0), (1, 2, 0.0, 1.0), (1, 2, 1.0, -1.0)],
}


def stan_name(name):
    out = "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
    for digit in "2":
        out = out.replace(digit, "_" + digit)
    return out.replace("__", "_")


def evaluate(name, arguments):
    kind = "lpmf" if isinstance(arguments[0], int) else "lpdf"
    names = [f"a{i}" for i in range(len(arguments))]
    types = ["int" if isinstance(a, int) else "real" for a in arguments]
    data = " ".join(f"{t} {n};" for t, n in zip(types, names))
    call = f"{stan_name(name)}_{kind}(a0 | {', '.join(names[1:])})"
    program = f"data {{ {data} }} parameters {{ real t; }} model {{ target += {call}; target += std_normal_lpdf(t); }}"
    model = stanli.Model(stan_code=program, data=dict(zip(names, arguments)))
    try:
        value = model.log_prob_grad(numpy.array([0.0]))[0] + HALF_LN_TWO_PI
    except RuntimeError:
        return "error"
    return value if math.isfinite(value) else str(value)


def main():
    rows = [
        {"density": name, "at": [a if math.isfinite(a) else str(a) for a in arguments], "stan": evaluate(name, arguments)}
        for name, points in EDGES.items()
        for arguments in points
    ]
    table = {"versions": {"stanli": stanli.__version__}, "rows": rows}
    (HERE / "edges.json").write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
