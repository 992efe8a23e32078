"""Random statements and whether Stan's own compiler accepts them.

    python make.py --signatures PATH/signatures.txt > statements.txt

needs `stanli==0.24.0`, whose `stan_to_mir` runs stanc3. Each line of the output is `ok` or `no`, a tab, and a
statement; the first lines are the program around it.
"""

import argparse
import random
import re

import stanli

BASES = ["int", "real", "vector", "row_vector", "matrix"]
SIZED = {"vector": "vector[3]", "row_vector": "row_vector[3]", "matrix": "matrix[3, 3]"}
INFIX = "+ - * / .* ./ ^ .^ \\ % %/% == != < <= > >= && ||".split()
ASSIGNMENTS = "= += *= /= -= .*= ./=".split()
DENSITY = re.compile("_(lpdf|lpmf|l?cdf|lccdf)$")
# stanli's compiler is newer than Stan 2.39 in these.
NEWER = {"softmax", "log_softmax"}


def read_functions(path):
    """Numbers of arguments by name, for functions over real types."""
    counts = {}
    with open(path) as catalogue:
        for line in catalogue:
            name, _, rest = line.strip().partition("(")
            arguments = rest.rsplit(") =>")[0] if not rest.startswith(")") else ""
            if any(word in line for word in ("complex", "tuple", "=> vector, ", "data ")) or name in NEWER:
                continue
            counts.setdefault(name, set()).add(0 if not arguments else arguments.count(", ") + 1)
    return counts


def array(base, dimensions, sizes):
    prefix = f"array[{', '.join(['2'] * dimensions)}] " if dimensions else ""
    return prefix + SIZED.get(base, base) if sizes else prefix + base


class Writer:
    """Writes random expressions over one variable of every type."""

    def __init__(self, functions):
        self.functions = functions
        self.names = sorted(functions)
        self.variables = {}
        for dimensions in range(4):
            for base in BASES:
                initial = "w" if base == "row_vector" else base[0]
                self.variables[f"{initial}{dimensions}"] = array(base, dimensions, True)
        self.simple = [name for name in self.variables if name[-1] in "01"]

    def header(self):
        declarations = " ".join(f"{ty} {name};" for name, ty in self.variables.items())
        return f"data {{ {declarations} }} generated quantities {{ {{ "

    def variable(self):
        return random.choice(self.simple if random.random() < 0.75 else list(self.variables))

    def indexed(self):
        kinds = ["1", "1:2", ":", "i1", "2:", "", "i0"]
        return f"{self.variable()}[{', '.join(random.choices(kinds, k=random.randrange(1, 4)))}]"

    def expression(self, depth=0):
        kind = random.random()
        inner = lambda more=1: self.expression(depth + more)
        if depth > 2 or kind < 0.3:
            return self.variable()
        if kind < 0.45:
            return self.indexed()
        if kind < 0.62:
            return f"({inner()} {random.choice(INFIX)} {inner()})"
        if kind < 0.66:
            return random.choice([f"{random.choice('-+!')}{inner()}", f"({inner()})'"])
        if kind < 0.70:
            return f"(i0 ? {inner()} : {inner()})"
        if kind < 0.75:
            return "{" + ", ".join(inner(2) for _ in range(random.randrange(1, 4))) + "}"
        if kind < 0.80:
            return "[" + ", ".join(inner(2) for _ in range(random.randrange(0, 4))) + "]"
        return self.call(depth)

    def call(self, depth=1):
        name = random.choice(self.names)
        count = min(random.choice(sorted(self.functions[name])), 9)
        arguments = [self.expression(depth + 2) for _ in range(count)]
        if DENSITY.search(name) and count > 1:
            return f"{name}({arguments[0]} | {', '.join(arguments[1:])})"
        return f"{name}({', '.join(arguments)})"

    def statement(self):
        kind = random.random()
        ty = array(random.choice(BASES), random.choice([0, 0, 0, 1, 1, 2]), True)
        if kind < 0.4:
            return f"print({self.call()});"
        if kind < 0.7:
            return f"{ty} r = {self.expression()};"
        if kind < 0.8:
            place = "r" + random.choice(["", "[1]", "[1:2]", "[1, :]", "[1][2]", "[:, 1]"])
            return f"{ty} r; {place} {random.choice(ASSIGNMENTS)} {self.expression(1)};"
        if kind < 0.9:
            return f"for (q in {self.expression(1)}) print(q{random.choice(['', '[1]'])});"
        return f"{ty} r = {self.call()};"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--signatures", required=True)
    parser.add_argument("--each", type=int, default=1000)
    arguments = parser.parse_args()
    random.seed(20261122)
    writer = Writer(read_functions(arguments.signatures))
    print("# made by make.py with stanli 0.24.0, seed 20261122")
    print(writer.header())
    wanted = {"ok": arguments.each, "no": arguments.each}
    seen = set()
    while any(wanted.values()):
        statement = writer.statement()
        if len(statement) > 120 or statement in seen:
            continue
        seen.add(statement)
        try:
            stanli.stan_to_mir(f"{writer.header()}{statement} }} }}\n")
            verdict = "ok"
        except Exception:
            verdict = "no"
        if wanted[verdict]:
            wanted[verdict] -= 1
            print(f"{verdict}\t{statement}")


if __name__ == "__main__":
    main()
