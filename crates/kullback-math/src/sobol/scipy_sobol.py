"""Writes scipy_sobol.csv: a few coordinates of SciPy's unscrambled Sobol points.

Usage: python scipy_sobol.py > scipy_sobol.csv
"""

import scipy
from scipy.stats import qmc

points = qmc.Sobol(2048, scramble=False, bits=32).random_base2(10)
print(f"# scipy.stats.qmc.Sobol(2048, scramble=False), SciPy {scipy.__version__}")
print("# coordinate (from 0), point (from 0), value")
for coordinate in [0, 1, 2, 3, 10, 99, 500, 1023, 2046, 2047]:
    for point in [1, 2, 3, 7, 100, 511, 777, 1023]:
        print(f"{coordinate},{point},{points[point, coordinate]!r}".replace("np.float64(", "").replace(")", ""))
