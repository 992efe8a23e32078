"""What a table is made from: a density as the textbooks write it, its support, and where to evaluate it."""

from dataclasses import dataclass, field
from typing import Callable

INF = float("inf")


@dataclass
class Law:
    name: str
    parameters: list
    cases: list
    support: Callable
    log_density: Callable
    cdf: Callable = None
    # 1 - cdf is as good at 50 digits, unless a tail is thinner than that.
    survival: Callable = None
    discrete: bool = False
    counts: tuple = ()
    points: Callable = None
    entropy: Callable = None
    centre: Callable = lambda mu, *rest: mu
    skip_tails: bool = False
    tail_limit: float = None
    # Looser bounds and why: {"cdf_absolute": ..., "why": ...}
    bounds: dict = field(default_factory=dict)

    def __post_init__(self):
        if self.cdf and not self.survival:
            self.survival = lambda x, *theta: 1 - self.cdf(x, *theta)


line = lambda *theta: (-INF, INF)
half_line = lambda *theta: (0, INF)
unit = lambda *theta: (0, 1)
