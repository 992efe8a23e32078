"""The log density of a Stan program over its unconstrained coordinates, by stanli, for peers that bring their own fit.

The constant that stanli drops does not matter to a fit. Its simplexes follow Stan 2.37 (isometric log-ratio).
"""

import csv

import numpy as np
import stanli


class Density:
    def __init__(self, model_path, data_path):
        with open(data_path) as file:
            self.model = stanli.bridgestan_model(stan_file=model_path, data=file.read())
        self.dimension = self.model.param_unc_num()

    def value_and_gradient(self, point):
        """The log density and its gradient; minus infinity and zeros where it cannot be evaluated."""
        point = np.ascontiguousarray(point, dtype=np.float64)
        try:
            value, gradient = self.model.log_density_gradient(point)
        except RuntimeError:
            return -np.inf, np.zeros(self.dimension)
        return value, gradient

    def write(self, draws, path):
        """Writes draws of the unconstrained coordinates as a CSV file of the program's variables."""
        names = self.model.param_names(include_tp=True)
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(names)
            for draw in np.asarray(draws, dtype=np.float64):
                writer.writerow(self.model.param_constrain(draw, include_tp=True))
