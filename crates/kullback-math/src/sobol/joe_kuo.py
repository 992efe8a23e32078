"""Writes joe_kuo.txt, the direction numbers of Joe & Kuo (2008), from the table SciPy ships.

Usage: python joe_kuo.py > joe_kuo.txt
"""

import pathlib

import numpy
import scipy

DIMENSIONS = 2048

table = numpy.load(pathlib.Path(scipy.__file__).parent / "stats" / "_sobol_direction_numbers.npz")
print("# Sobol direction numbers new-joe-kuo-6 of S. Joe and F. Y. Kuo, Constructing Sobol sequences")
print("# with better two-dimensional projections, SIAM J. Sci. Comput. 30, 2635-2654 (2008).")
print(f"# Read from SciPy {scipy.__version__}. One dimension a line, from the second on:")
print("# the primitive polynomial as a binary number with all its coefficients, then m_1 ... m_s.")
for polynomial, initial in list(zip(table["poly"], table["vinit"]))[1:DIMENSIONS]:
    degree = int(polynomial).bit_length() - 1
    print(polynomial, *initial[:degree])
