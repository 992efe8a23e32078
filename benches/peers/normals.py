"""Times D_KL of two dense normals, whose parameters are in files, by torch; prints JSON.

Usage: python normals.py DIRECTORY THREADS RUNS
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.distributions import MultivariateNormal, kl_divergence

directory, threads, runs = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)


def read(name):
    mu = torch.from_numpy(np.fromfile(directory / f"{name}.mu.f64", dtype="<f8"))
    sigma = np.fromfile(directory / f"{name}.sigma.f64", dtype="<f8")
    return mu, torch.from_numpy(sigma.reshape(len(mu), len(mu)))


def timed(program, work):
    seconds = []
    # One run more than asked: the first starts torch's threads.
    for _ in range(runs + 1):
        start = time.perf_counter()
        value = float(work())
        seconds.append(time.perf_counter() - start)
    rows.append({"program": program, "seconds": seconds[1:], "nats": value})


rows = []
q, p = read("q"), read("p")
law_q, law_p = MultivariateNormal(*q), MultivariateNormal(*p)
timed("torch kl_divergence", lambda: kl_divergence(law_q, law_p))
timed(
    "torch kl_divergence, laws made each time",
    lambda: kl_divergence(MultivariateNormal(*q), MultivariateNormal(*p)),
)
print(json.dumps(rows))
