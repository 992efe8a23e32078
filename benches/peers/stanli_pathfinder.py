"""stanli's single-path Pathfinder with its defaults: 1000 unconstrained draws.

Usage: python stanli_pathfinder.py MODEL.stan DATA.json OUT.csv SEED
The Python package offers Pathfinder only as the start of NUTS; this calls the library function behind that.
"""

import ctypes
import sys

import numpy as np
import stanli

DRAWS = 1000


def main():
    model_path, data_path, out_path, seed = sys.argv[1:]
    model = stanli.Model(stan_file=model_path, data=data_path)
    model._prepare_run(int(seed), 1)
    defaults = stanli._pathfinder_init_options({})
    draws = np.empty((DRAWS, model.n_unconstrained))
    error = ctypes.create_string_buffer(4096)
    code = stanli._lib.stanli_pathfinder_inits(
        model._m, int(seed), 1, DRAWS, defaults["num_iterations"], defaults["num_elbo_draws"],
        defaults["history_size"], defaults["init_radius"], stanli._dptr(draws), None, None, error, len(error))
    if code != 0:
        sys.exit(error.value.decode())
    np.savetxt(out_path, draws, delimiter=",")


if __name__ == "__main__":
    main()
