"""NumPyro's SVI with AutoNormal on one of the benchmark models: Adam(0.01), 10,000 steps, then 1000 draws.

Usage: python numpyro_svi.py eight_schools|regression_10k DATA.json OUT.csv SEED
"""

import json
import sys

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal

STEPS, RATE, DRAWS = 10_000, 0.01, 1000


def eight_schools(J, y, sigma):
    mu = numpyro.sample("mu", dist.Normal(0, 5))
    tau = numpyro.sample("tau", dist.HalfCauchy(5))
    eta = numpyro.sample("eta", dist.Normal(0, 1).expand([J]).to_event(1))
    numpyro.sample("y", dist.Normal(mu + tau * eta, sigma).to_event(1), obs=y)


def regression_10k(N, K, X, y):
    alpha = numpyro.sample("alpha", dist.Normal(0, 10))
    beta = numpyro.sample("beta", dist.Normal(0, 5).expand([K]).to_event(1))
    sigma = numpyro.sample("sigma", dist.Exponential(1))
    numpyro.sample("y", dist.Normal(alpha + X @ beta, sigma).to_event(1), obs=y)


def main():
    name, data_path, out_path, seed = sys.argv[1:]
    jax.config.update("jax_enable_x64", True)
    model = {"eight_schools": eight_schools, "regression_10k": regression_10k}[name]
    with open(data_path) as file:
        data = {k: v if isinstance(v, int) else jnp.asarray(v, dtype=float) for k, v in json.load(file).items()}
    run_key, draw_key = jax.random.split(jax.random.key(int(seed)))
    guide = AutoNormal(model)
    svi = SVI(model, guide, numpyro.optim.Adam(RATE), Trace_ELBO())
    result = svi.run(run_key, STEPS, progress_bar=False, **data)
    draws = guide.sample_posterior(draw_key, result.params, sample_shape=(DRAWS,))
    columns = {}
    for name, value in draws.items():
        value = np.asarray(value).reshape(DRAWS, -1)
        for i in range(value.shape[1]):
            columns[name if value.shape[1] == 1 else f"{name}.{i + 1}"] = value[:, i]
    np.savetxt(out_path, np.column_stack(list(columns.values())), delimiter=",", header=",".join(columns), comments="")


if __name__ == "__main__":
    main()
