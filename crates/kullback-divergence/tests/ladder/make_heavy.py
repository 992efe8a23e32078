"""Writes heavy.json beside this file: discrete laws with tails too heavy for plain sums, by mpmath's
zeta function and its derivative. python make_heavy.py"""

import json
from pathlib import Path

import mpmath
from mpmath import log, mpf, zeta

mpmath.mp.dps = 30


def zipf_zipf(s, t):
    mean_log = -zeta(s, 1, 1) / zeta(s)
    return log(zeta(t) / zeta(s)) + (t - s) * mean_log


pairs = []
rows = [[[s], [t], float(zipf_zipf(mpf(s), mpf(t)))] for s, t in ((2.5, 3.5), (1.5, 2.0), (3.0, 1.25), (2.0, 2.0))]
pairs.append({"q": "zipf", "p": "zipf", "rows": rows})
pairs.append({"q": "zipf", "p": "poisson", "rows": [[[1.75], [2.0], "inf"], [[2.0], [3.0], "inf"]]})
text = json.dumps({"tool": f"mpmath {mpmath.__version__}", "pairs": pairs}, indent=1)
(Path(__file__).parent / "heavy.json").write_text(text + "\n")
