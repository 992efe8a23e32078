"""Writes pairs.json beside this file: python make_pairs.py [names...]

For each ordered pair of laws that has a formula, DRAWS random parameter draws; for each other ordered
pair a few. Values are from oracle.py (python-flint), rounded once to double; "inf" where the supports
or the tails say so.
"""

import json
import random
import sys
import time
from pathlib import Path

import flint
from oracle import LAWS, kl, make, rounded

HERE = Path(__file__).parent


def draws(q, p, count):
    rng = random.Random(f"{q} {p}")
    rows = []
    while len(rows) < count:
        a, b = LAWS[q][1](rng), LAWS[p][1](rng)
        try:
            value = kl(make(q, a), make(p, b))
        except ArithmeticError as error:
            print(q, a, p, b, error, file=sys.stderr)
            continue
        rows.append([a, b, rounded(value)])
        # One infinite draw says what all do.
        if value == float("inf"):
            if len(rows) > 3 and all(r[2] == "inf" for r in rows):
                break
    return rows


if __name__ == "__main__":
    names = list(LAWS)
    lines = []
    count, output = int(sys.argv[1]), sys.argv[2]
    wanted = [tuple(pair.split(":")) for pair in sys.argv[3:]] or [(q, p) for q in names for p in names]
    for q, p in wanted:
        started = time.time()
        rows = ",\n".join("      " + json.dumps(r) for r in draws(q, p, count))
        lines.append(f'    {{"q": "{q}", "p": "{p}", "rows": [\n{rows}\n    ]}}')
        print(q, p, f"{time.time() - started:.2f} s", file=sys.stderr)
    text = '{\n  "tool": "python-flint %s",\n  "pairs": [\n%s\n  ]\n}\n' % (flint.__version__, ",\n".join(lines))
    json.loads(text)
    (HERE / output).write_text(text)
