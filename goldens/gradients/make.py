"""Write log densities and gradients, as stanli computes them, of the examples, the reference posteriors and the language corpus.

    python goldens/gradients/make.py [--shared PATH] [--only NAME ...]

Run it with an interpreter that has `stanli` and `numpy`. PATH holds one folder per reference posterior, each with a
`data.json`; without it the posteriors are skipped. `goldens/README.md` describes the files it writes.

stanli drops the additive constants that CmdStan's `~` drops, so only programs without `~` give absolute log densities.
It follows Stan >= 2.37: a simplex is unconstrained by the isometric log-ratio.
"""

import argparse
import json
import pathlib
import platform
import re
import sys
import zlib

import numpy as np
import stanli

ROOT = pathlib.Path(__file__).resolve().parents[2]
POINTS = 10
MAX_SENSITIVITY = 5e-11

# The density of a centred hierarchy is unbounded where its spread goes to zero: there is no mode to start from.
NO_MODE = {"eight_schools_centred", "eight_schools-eight_schools_centered"}


def finite(model, point):
    value, gradient = model.log_prob_grad(point)
    return np.isfinite(value) and np.isfinite(gradient).all()


def sensitivity(model, point, rng):
    """How far a change in the last bits of the point moves the gradient, relative to each component or to 1.

    A point where this is near the tolerance of a comparison tests rounding and not the program.
    """
    gradient = model.log_prob_grad(point)[1]
    worst = 0.0
    for _ in range(8):
        moved = point + rng.integers(-2, 3, point.size) * np.spacing(point)
        change = np.abs(model.log_prob_grad(moved)[1] - gradient)
        worst = max(worst, float(np.max(change / np.maximum(np.abs(gradient), 1.0), initial=0.0)))
    return worst


def rounded(point, scale):
    """The point in few decimals, so that another machine's last bits do not move it."""
    digits = 3 - np.floor(np.log10(scale)).astype(int)
    return np.array([round(float(x), int(d)) for x, d in zip(point, digits)])


def conditional_sds(model, centre):
    """1 / sqrt(-second derivative) of each coordinate, from differences of the gradient; 0.1 where that fails."""
    sds = np.empty(centre.size)
    for i in range(centre.size):
        step = np.zeros(centre.size)
        step[i] = 1e-5 * max(1.0, abs(centre[i]))
        up, down = (model.log_prob_grad(centre + s * step)[1][i] for s in (1, -1))
        curvature = (down - up) / (2 * step[i])
        sds[i] = min(1 / np.sqrt(curvature), 2.0) if np.isfinite(curvature) and curvature > 1e-12 else 0.1
    return sds


def mode(model):
    """The mode, or as near as L-BFGS comes to it from one of several starts."""
    starts = [{"seed": seed} for seed in range(1, 6)]
    starts += [{"init": np.full(model.n_unconstrained, float(level))} for level in (0, 2, 4, 6, 8, 10)]
    for start in starts:
        try:
            return model.optimize(**start).unconstrained
        except RuntimeError:
            continue
    raise RuntimeError("no start leads to a mode")


def usable(model, draw, rng):
    """The first of up to 200 draws where the density is finite and rounding stays well under 1e-9, or None."""
    for _ in range(200):
        point = draw()
        if finite(model, point) and sensitivity(model, point, rng) < MAX_SENSITIVITY:
            return point
    return None


def points_of(name, model, rng, with_mode):
    """Ten points: four at the scale of the posterior, three farther from its mode, three uniform on (-1, 1).

    All ten are uniform without a mode. Where rounding spoils every draw near the mode, uniform points take their place.
    """
    n = model.n_unconstrained
    boxes = []
    if with_mode and name not in NO_MODE:
        centre = mode(model)
        sds = 10.0 ** np.round(np.log10(conditional_sds(model, centre)), 1)
        wide = 0.1 * np.maximum(1.0, np.abs(centre))
        boxes = [(centre, sds, 2.0)] * 4 + [(centre, wide, 1.0)] * 3
    boxes += [(np.zeros(n), np.full(n, 1.0), 1.0)] * POINTS
    points = []
    for centre, scale, radius in boxes:
        point = usable(model, lambda: rounded(centre + scale * rng.uniform(-radius, radius, n), scale), rng)
        if point is not None:
            points.append(point)
        if len(points) == POINTS:
            return points
    raise RuntimeError("too few points with a finite, well-conditioned density")


def mismatch(model, point, value, gradient):
    """Worst disagreement of the gradient with five-point differences of the log density, over the best of several steps.

    Relative to the component, or to 1e-6 of the largest component, or to the rounding error of the difference.
    """
    worst = 0.0
    floor = max(1e-6 * np.abs(gradient).max(), 1e-12)
    for i in range(point.size):
        best = np.inf
        for h in 10.0 ** np.arange(-1, -7, -1):
            h *= max(1.0, abs(point[i])) if abs(point[i]) > 10 else 1.0
            f = []
            for k in (-2, -1, 1, 2):
                moved = point.copy()
                moved[i] += k * h
                f.append(model.log_prob_grad(moved)[0])
            difference = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h)
            rounding = 4e-16 * max(map(abs, [*f, value])) / h
            error = abs(difference - gradient[i])
            if np.isfinite(error):
                # a step whose rounding error would hide a mistake says nothing
                if rounding <= 1e-4 * max(abs(gradient[i]), floor):
                    best = min(best, error / max(abs(gradient[i]), floor, rounding))
                elif error <= 10 * rounding and rounding <= 1e-3:
                    best = min(best, error)
        worst = max(worst, best)
    return worst


def constrained(model, point, value):
    """Every output column at the point: one NUTS transition with a step too small to move."""
    fit = model.sample(chains=1, warmup=0, samples=1, adapt_engaged=False, step_size=1e-300, inits=point, refresh=0)
    if fit["lp__"][0] != value:
        raise RuntimeError("the transition moved the point")
    return list(fit.keys()), [float(fit[name][0]) for name in fit.keys()]


def keeps_constants(source):
    """Whether the program only adds complete densities: no sampling statement and no unnormalised density."""
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", source, flags=re.S)
    return "~" not in code and "_lupdf" not in code and "_lupmf" not in code


def golden(name, program, data, *, with_mode, origin):
    """The golden of one program; `program` may have an equivalent that stanli can evaluate."""
    source = program.read_text()
    equivalent = program.with_name(program.stem + ".equivalent.stan")
    evaluated = equivalent if equivalent.exists() else program
    if evaluated is equivalent:
        stanli.stan_to_mir(source)  # the original must at least be correct Stan
    model = stanli.Model(stan_file=str(evaluated), data=data)
    seed = zlib.crc32(name.encode())
    rng = np.random.default_rng(seed)
    points = points_of(name, model, rng, with_mode)
    values, gradients, columns, worst, rounding = [], [], [], 0.0, 0.0
    for point in points:
        value, gradient = model.log_prob_grad(point)
        names, column = constrained(model, point, value)
        values.append(float(value))
        gradients.append([float(g) for g in gradient])
        columns.append(column)
        worst = max(worst, mismatch(model, point, value, gradient))
        rounding = max(rounding, sensitivity(model, point, rng))
    return {
        "source": str(program.relative_to(ROOT)),
        **origin,
        **({"evaluated": str(equivalent.relative_to(ROOT))} if evaluated is equivalent else {}),
        "tool": "stanli",
        "version": stanli.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "seed": seed,
        "finite_difference_mismatch": float(f"{worst:.1e}"),
        "sensitivity": float(f"{rounding:.1e}"),
        "constants_kept": keeps_constants(source),
        "dimension": model.n_unconstrained,
        "points": [[float(x) for x in point] for point in points],
        "log_density": values,
        "gradient": gradients,
        "constrained_names": names,
        "constrained": columns,
    }


def write(path, result):
    """JSON with one row of numbers a line; `repr` of a double reads back to the same double, and NaN becomes null."""

    def text(value):
        if isinstance(value, list):
            value = [None if isinstance(x, float) and not np.isfinite(x) else x for x in value]
        return json.dumps(value, allow_nan=False)

    lines = []
    for key, value in result.items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            lines.append(f"  {json.dumps(key)}: [\n    " + ",\n    ".join(map(text, value)) + "\n  ]")
        else:
            lines.append(f"  {json.dumps(key)}: {text(value)}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def jobs(shared):
    """(name, program, data, whether to look for a mode, where the data is, output) of every golden."""
    for folder in sorted((ROOT / "examples").iterdir()):
        program = folder / "model.stan"
        if program.exists():
            path = folder / "data.json"
            origin = {"data": str(path.relative_to(ROOT))}
            yield folder.name, program, path, True, origin, ROOT / "goldens/gradients" / f"{folder.name}.json"
    for entry in json.loads((ROOT / "posteriors/index.json").read_text()):
        if shared is None:
            continue
        name = entry["posterior"]
        program = ROOT / "posteriors/models" / f"{entry['model']}.stan"
        path = shared / entry["data"] / "data.json"
        yield name, program, path, True, {"posterior": name}, ROOT / "goldens/gradients" / f"{name}.json"
    for program in sorted((ROOT / "goldens/language").glob("*.stan")):
        if program.name.endswith(".equivalent.stan"):
            continue
        path = program.with_suffix(".data.json")
        origin = {"data": str(path.relative_to(ROOT))} if path.exists() else {}
        yield program.stem, program, path, False, origin, program.with_suffix(".golden.json")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=pathlib.Path, help="folder with <posterior>/data.json, or its parent")
    parser.add_argument("--only", nargs="+", help="names of the goldens to write")
    args = parser.parse_args()
    shared = args.shared
    if shared is None:
        print("no --shared: the reference posteriors are skipped", file=sys.stderr)
    elif (shared / "posteriors").is_dir():
        shared = shared / "posteriors"
    failed = []
    for name, program, path, with_mode, origin, out in jobs(shared):
        if args.only and name not in args.only:
            continue
        try:
            data = json.loads(path.read_text()) if path.exists() else {}
            result = golden(name, program, data, with_mode=with_mode, origin=origin)
        except (RuntimeError, ValueError, OSError) as error:
            failed.append(name)
            print(f"{name}: {error}", file=sys.stderr)
            continue
        write(out, result)
        print(f"{name}: dimension {result['dimension']}, finite-difference mismatch {result['finite_difference_mismatch']}", flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
