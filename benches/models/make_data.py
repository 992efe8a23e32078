"""Write the data of regression_10k.stan as JSON: the same bytes on every machine and Python version.

Usage: python make_data.py OUT.json [--rows 10000] [--predictors 10] [--seed 1]

Neighbouring predictors have correlation 0.5. The response is 1 + X beta + noise with standard deviation 1.5 and
beta_k = (-1)^k (k + 1) / predictors. Uniforms come from SplitMix64 (Steele, Lea and Flood 2014), and an approximately
normal number is the sum of twelve of them minus six, so that no library generator or transcendental function
decides the bytes. Values are rounded to six decimals.
"""

import argparse
import json

MASK = (1 << 64) - 1


def uniforms(seed):
    """SplitMix64, mapped to multiples of 2^-53 in [0, 1)."""
    state = seed & MASK
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        yield (z >> 11) / (1 << 53)


def regression(rows, predictors, seed):
    """The data as a dict with N, K, X (list of rows) and y."""
    uniform = uniforms(seed)

    def normal():
        total = 0.0
        for _ in range(12):
            total += next(uniform)
        return total - 6.0

    beta = [(-1) ** k * (k + 1) / predictors for k in range(predictors)]
    X, y = [], []
    for _ in range(rows):
        row = [normal()]
        while len(row) < predictors:
            # 0.75 ** 0.5, correctly rounded, as a literal
            row.append(0.5 * row[-1] + 0.8660254037844386 * normal())
        row = [round(x, 6) for x in row]
        mean = 1.0
        for b, x in zip(beta, row):
            mean += b * x
        X.append(row)
        y.append(round(mean + 1.5 * normal(), 6))
    return {"N": rows, "K": predictors, "X": X, "y": y}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--predictors", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with open(args.out, "w", encoding="ascii", newline="\n") as file:
        json.dump(regression(args.rows, args.predictors, args.seed), file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
