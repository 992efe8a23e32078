"""Writes the tables beside this file: python make_pairs.py all_pairs|formulas|near [law ...]

all_pairs: a few draws for every ordered pair of laws. formulas: 100 draws with a finite divergence for
every pair that has a formula. near: two members of one family whose parameters differ by 1e-3, 1e-6 and
1e-8. Values are from oracle.py (python-flint), rounded once to double; "inf" where the supports or the
tails say so. With names, only pairs of which both laws are named are computed anew; others are kept.
"""

import json
import random
import sys
from pathlib import Path

import flint
from oracle import INF, LAWS, kl, make, rounded

HERE = Path(__file__).parent

FORMULAS = """
normal:normal,gumbel,double_exponential  cauchy:cauchy  double_exponential:double_exponential,normal
gumbel:gumbel,normal  lognormal:lognormal,gamma,inv_gamma,weibull  logistic:normal,double_exponential
gamma:gamma,exponential,chi_square,weibull,inv_gamma,normal,gumbel,double_exponential,lognormal
exponential:exponential,gamma,weibull,normal,gumbel,double_exponential  chi_square:chi_square,gamma
inv_gamma:inv_gamma,gamma,lognormal  weibull:weibull,gamma,exponential,normal,lognormal,inv_gamma
beta:beta,uniform,exponential,gamma,normal,double_exponential,lognormal,weibull
pareto:pareto,exponential,gamma,normal,double_exponential,lognormal
uniform:uniform,normal,gumbel,double_exponential,exponential,gamma,beta,pareto,lognormal,weibull
student_t:normal  bernoulli:bernoulli,poisson  binomial:binomial  poisson:poisson  geometric:geometric
neg_binomial:neg_binomial
chi:chi,maxwell,gamma  half_normal:half_normal,normal,exponential  rayleigh:rayleigh,weibull  maxwell:maxwell
nakagami:nakagami,rayleigh  inv_chi_square:inv_chi_square  scaled_inv_chi_square:scaled_inv_chi_square,inv_gamma
frechet:frechet,inv_gamma  levy:levy  exp_gamma:exp_gamma,gumbel  exp_inverse_gamma:exp_inverse_gamma,exp_gamma
moyal:moyal,gumbel  inverse_gaussian:inverse_gaussian,gamma,exponential  logit_normal:logit_normal
log_uniform:log_uniform  half_cauchy:half_cauchy  kumaraswamy:kumaraswamy,beta  pareto_type_2:pareto_type_2
beta_proportion:beta_proportion,beta  continuous_bernoulli:continuous_bernoulli,normal,exponential,double_exponential
von_mises:von_mises  generalised_normal:generalised_normal  bernoulli_logit:bernoulli_logit,bernoulli
binomial_logit:binomial_logit  poisson_log:poisson_log,poisson  neg_binomial_2:neg_binomial_2
neg_binomial_2_log:neg_binomial_2_log  categorical:categorical  categorical_logit:categorical_logit
std_normal:normal
"""

# Parameters that a formula within the family needs to be equal.
SHARED = {
    "binomial": [0],
    "binomial_logit": [0],
    "neg_binomial": [0],
    "neg_binomial_2": [1],
    "neg_binomial_2_log": [1],
    "levy": [0],
    "kumaraswamy": [0],
    "pareto_type_2": [0, 1],
    "generalised_normal": [0],
}


def formulas():
    for entry in FORMULAS.split():
        q, rest = entry.split(":")
        for p in rest.split(","):
            yield q, p


def draw(q, p, rng):
    a, b = LAWS[q][1](rng), LAWS[p][1](rng)
    if q == "uniform" and p in ("beta", "kumaraswamy"):
        a = sorted([round(rng.random(), 3), round(rng.random(), 3)])
    if p == "uniform" and q == "beta":
        b = [-rng.choice([0.0, 0.5]), rng.choice([1.0, 1.5])]
    if q == p:
        for k in SHARED.get(q, []):
            b[k] = a[k]
    if q == p == "log_uniform":
        b = [a[0] / 2, a[1] + 1]
    return a, b


def draws(q, p, count, finite):
    rng = random.Random(f"{q} {p}")
    rows = []
    for _ in range(20 * count):
        a, b = draw(q, p, rng)
        if (q == "uniform" or p == "uniform") and (a and a[0] == a[-1]):
            continue
        try:
            value = kl(make(q, a), make(p, b))
        except ArithmeticError as error:
            print(q, a, p, b, error, file=sys.stderr)
            continue
        if not (finite and value == INF):
            rows.append([a, b, rounded(value)])
        # A few infinite draws say what all do.
        enough = 1 if all(r[2] == "inf" for r in rows) else count
        if len(rows) >= (count if finite else enough):
            break
    return rows


WHOLE = {("binomial", 0), ("binomial_logit", 0), ("beta_binomial", 0), ("discrete_range", 0), ("discrete_range", 1)}
FIXED = {("pareto", 0), ("pareto_type_2", 0), ("levy", 0)}


def near(name):
    rng = random.Random(name)
    rows = []
    for step in (1e-3, 1e-6, 1e-8):
        for _ in range(4):
            a = LAWS[name][1](rng)
            b = [
                x if (name, i) in WHOLE | FIXED or isinstance(x, list) else x + step * rng.uniform(0.5, 1) * rng.choice((-1, 1)) * (abs(x) or 1.0)
                for i, x in enumerate(a)
            ]
            rows.append([a, b, rounded(kl(make(name, a), make(name, b), close=True))])
    return rows


def compute(table, wanted):
    if table == "near":
        pairs = [(n, n) for n in LAWS if n not in ("uniform", "hypergeometric", "discrete_range", "categorical", "categorical_logit", "truncated_normal", "log_uniform", "std_normal", "delta")]
        make_rows = lambda q, p: near(q)
    elif table == "formulas":
        pairs, make_rows = list(formulas()), lambda q, p: draws(q, p, 100, True)
    else:
        pairs = [(q, p) for q in LAWS for p in LAWS]
        make_rows = lambda q, p: draws(q, p, 2, False)
    path = HERE / f"{table}.json"
    kept = {}
    if wanted and path.exists():
        kept = {(e["q"], e["p"]): e["rows"] for e in json.loads(path.read_text())["pairs"]}
    lines = []
    for q, p in pairs:
        if (q, p) in kept and not (q in wanted or p in wanted):
            rows = kept[q, p]
        else:
            rows = make_rows(q, p)
        rows = ",\n".join("      " + json.dumps(r) for r in rows)
        lines.append(f'    {{"q": "{q}", "p": "{p}", "rows": [\n{rows}\n    ]}}')
    text = '{\n  "tool": "python-flint %s",\n  "pairs": [\n%s\n  ]\n}\n' % (flint.__version__, ",\n".join(lines))
    json.loads(text)
    path.write_text(text)


if __name__ == "__main__":
    compute(sys.argv[1], set(sys.argv[2:]))
