"""NumPyro's SVI on any Stan program: Adam(0.01), 10,000 steps, from its uniform initialisation.

Usage: python numpyro_density.py MODEL.stan DATA.json OUT.csv SEED AutoNormal|AutoMultivariateNormal DRAWS
The log density is stanli's, seen by NumPyro as a factor on one improper flat site that holds all unconstrained
coordinates; guide, objective, optimiser and initialisation are NumPyro's.
"""

import sys

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import SVI, Trace_ELBO, autoguide

from stan_density import Density

STEPS, RATE = 10_000, 0.01


def main():
    model_path, data_path, out_path, seed, guide_name, draws = sys.argv[1:]
    jax.config.update("jax_enable_x64", True)
    density = Density(model_path, data_path)
    shape = (jax.ShapeDtypeStruct((), jnp.float64), jax.ShapeDtypeStruct((density.dimension,), jnp.float64))

    def evaluate(point):
        value, gradient = density.value_and_gradient(np.asarray(point))
        return np.float64(value), np.asarray(gradient, dtype=np.float64)

    @jax.custom_vjp
    def log_density(point):
        return jax.pure_callback(evaluate, shape, point, vmap_method="sequential")[0]

    def forward(point):
        return jax.pure_callback(evaluate, shape, point, vmap_method="sequential")

    log_density.defvjp(forward, lambda gradient, cotangent: (cotangent * gradient,))

    def model():
        flat = dist.ImproperUniform(dist.constraints.real_vector, (), (density.dimension,))
        numpyro.factor("target", log_density(numpyro.sample("x", flat)))

    run_key, draw_key = jax.random.split(jax.random.key(int(seed)))
    guide = getattr(autoguide, guide_name)(model)
    svi = SVI(model, guide, numpyro.optim.Adam(RATE), Trace_ELBO())
    result = svi.run(run_key, STEPS, progress_bar=False)
    found = guide.sample_posterior(draw_key, result.params, sample_shape=(int(draws),))
    density.write(found["x"], out_path)


if __name__ == "__main__":
    main()
