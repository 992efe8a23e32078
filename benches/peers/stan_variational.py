"""Compile stan_variational.cpp for one model, with the compiler, headers and libraries that the httpstan wheel carries.

Usage: python stan_variational.py MODEL.stan PROGRAM
The result runs as: PROGRAM meanfield|fullrank|pathfinder DATA.json OUT.csv SEED DRAWS
The driver sees a model through Stan's virtual base class, so it is compiled once and kept beside the programs.
"""

import pathlib
import subprocess
import sys
import tempfile

import httpstan

# httpstan builds its extension modules with these (models.py); the ABI must match the libraries in the wheel.
MACROS = ["BOOST_DISABLE_ASSERTS", "BOOST_PHOENIX_NO_VARIADIC_EXPRESSION", "STAN_THREADS", "_REENTRANT",
          "_GLIBCXX_USE_CXX11_ABI=0"]
PACKAGE = pathlib.Path(httpstan.__file__).parent


def compile_object(source, target):
    subprocess.run(["g++", "-std=c++17", "-O3", "-w", *(f"-D{macro}" for macro in MACROS), f"-I{PACKAGE / 'include'}",
                    "-c", source, "-o", target], check=True)


def driver_object(directory):
    source = pathlib.Path(__file__).with_suffix(".cpp")
    kept = directory / f"driver-{httpstan.__version__}.o"
    if not kept.exists() or kept.stat().st_mtime < source.stat().st_mtime:
        compile_object(source, kept)
    return kept


def main():
    model, program = map(pathlib.Path, sys.argv[1:])
    libraries = PACKAGE / "lib"
    driver = driver_object(program.parent)
    with tempfile.TemporaryDirectory() as directory:
        # stanc leaves a file beside its input.
        copy = pathlib.Path(directory) / "model.stan"
        copy.write_text(model.read_text())
        source = pathlib.Path(directory) / "model.cpp"
        with source.open("w") as file:
            subprocess.run([PACKAGE / "stanc", "--name", "model", "--print-cpp", copy], stdout=file, check=True)
        object_file = source.with_suffix(".o")
        compile_object(source, object_file)
        subprocess.run(
            ["g++", driver, object_file, "-o", program, *sorted(libraries.glob("libsundials_*.a")),
             *sorted(libraries.glob("libtbb.so*"))[:1], f"-Wl,-rpath,{libraries}", "-lpthread"],
            check=True,
        )


if __name__ == "__main__":
    main()
