"""How numbers of a class spread: quartiles, and how many there are in each tenth of the points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TENTHS = 10


@dataclass(frozen=True)
class Spread:
    """Five numbers, the mean and the 95th percentile of at least one number."""

    count: int
    least: float
    lower: float
    median: float
    upper: float
    nearly_all: float
    most: float
    mean: float


def spread(numbers: Iterable[float]) -> Spread | None:
    """None of no numbers; what is not finite is left out."""
    known = sorted(number for number in numbers if math.isfinite(number))
    if not known:
        return None
    return Spread(
        count=len(known),
        least=known[0],
        lower=quantile(known, 0.25),
        median=quantile(known, 0.5),
        upper=quantile(known, 0.75),
        nearly_all=quantile(known, 0.95),
        most=known[-1],
        mean=min(max(math.fsum(known) / len(known), known[0]), known[-1]),
    )


def quantile(ascending: Sequence[float], share: float) -> float:
    """The number below which `share` of them lie, on the line between the two nearest.

    Definition 7 of R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50
    (1996), 361-365: the one that NumPy and most spreadsheets have.
    """
    place = share * (len(ascending) - 1)
    below = math.floor(place)
    left, right = ascending[below], ascending[min(below + 1, len(ascending) - 1)]
    return min(max(left + (place - below) * (right - left), left), right)


@dataclass(frozen=True)
class Tenths:
    """How many have up to a tenth of the points, up to two, …, and how many have more than all."""

    counts: tuple[int, ...]
    beyond: int


def tenths(points: Iterable[float], of: float) -> Tenths:
    """A tenth begins with its lower edge; all of the points are in the last one, fewer than none in the first."""
    counts, beyond = [0] * TENTHS, 0
    for one in points:
        if of <= 0 or one > of:
            beyond += 1
        else:
            # 1e-9: what is an edge in decimals may be a hair below it in binary
            counts[min(TENTHS - 1, max(0, math.floor(TENTHS * one / of + 1e-9)))] += 1
    return Tenths(tuple(counts), beyond)
