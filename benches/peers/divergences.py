"""Times D_KL of the arrays q.f32 and p.f32 by SciPy, NumPy and torch; prints JSON.

Usage: python divergences.py DIRECTORY THREADS RUNS
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import scipy.special

directory, threads, runs = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
q = np.fromfile(directory / "q.f32", dtype="<f4")
p = np.fromfile(directory / "p.f32", dtype="<f4")


def timed(program, work):
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        value = float(work())
        seconds.append(time.perf_counter() - start)
    rows.append({"program": program, "seconds": seconds, "nats": value})


rows = []
timed("SciPy rel_entr", lambda: scipy.special.rel_entr(np.exp(q), np.exp(p)).sum(dtype=np.float64))
timed("NumPy exp(q)·(q − p)", lambda: (np.exp(q) * (q - p)).sum(dtype=np.float64))
try:
    import torch
except ImportError:
    torch = None
if torch is not None:
    torch.set_num_threads(threads)
    tq, tp = torch.from_numpy(q), torch.from_numpy(p)
    timed(
        "torch kl_div",
        lambda: torch.nn.functional.kl_div(tp, tq, log_target=True, reduction="sum"),
    )
print(json.dumps(rows))
