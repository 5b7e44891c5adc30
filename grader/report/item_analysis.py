"""What a class says of a test: how many pass, whether it tells good work from bad, and what looks odd about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

LEAST = 5  # submissions below which nothing is called odd
LEAST_FOR_CORRELATION = 10
LEAST_ON_A_SIDE = 3  # of those who pass, and of those who do not: one of them alone may be anybody
AGAINST = -0.1  # a discrimination nearer to 0 is chance
NEAR_ACCURACY = 0.1  # of the way from no points to all of them
NEAR_TIME = 0.8  # of the limit
MANY = 1 / 5
MOST_FOLLOW = 1 / 2  # of those that do not pass


@dataclass(frozen=True, slots=True)
class Sitting:
    """One test of one submission.

    `share`: of its points; `rest`: the points of all other tests. `margin`: how far an accuracy is above what full
    points ask for, in units of the way from none to full; None where no accuracy was measured. `time`: the share of the
    limit that it took; 0 without a limit.
    """

    passed: bool
    share: float
    rest: float
    follows: bool = False
    margin: float | None = None
    time: float = 0.0


@dataclass(frozen=True)
class Item:
    """A test over all submissions. `discrimination` is None where it is not defined."""

    taken: int
    passed: int
    mean_share: float
    discrimination: float | None
    remarks: tuple[str, ...]

    @property
    def pass_rate(self) -> float:
        return self.passed / self.taken if self.taken else 0.0


def item(sittings: Sequence[Sitting]) -> Item:
    """`sittings`: one for each submission in which the test was run."""
    passed = [one.passed for one in sittings]
    found = point_biserial(passed, [one.rest for one in sittings])
    mean_share = fmean(one.share for one in sittings) if sittings else 0.0
    return Item(len(sittings), sum(passed), mean_share, found, remarks(sittings, found))


def point_biserial(passed: Sequence[bool], rest: Sequence[float]) -> float | None:
    """(M₁ − M₀) / s · √(p (1 − p)): the correlation of passing a test with the points of all other tests, −1 to 1.

    M₁ and M₀ are the mean points elsewhere of those who pass and of those who do not, s is their standard deviation
    over all (divided by n), p the share of those who pass. It equals Pearson's correlation with 0 and 1 for failing and
    passing. The test itself is no part of the points: with it, a test would correlate with itself (J. P. Guilford,
    "The Correlation of an Item with a Composite of the Remaining Items in a Test", Educational and Psychological
    Measurement 13 (1953), 87-93). None where all pass or none does, and where all have the same points elsewhere.
    """
    n = len(passed)
    winners = sum(passed)
    if not 0 < winners < n:
        return None
    of_winners = math.fsum(points for points, won in zip(rest, passed, strict=True) if won) / winners
    of_others = math.fsum(points for points, won in zip(rest, passed, strict=True) if not won) / (n - winners)
    mean = math.fsum(rest) / n
    deviation = math.sqrt(math.fsum((points - mean) ** 2 for points in rest) / n)
    # differences of this size are rounding: points are sums of numbers that binary does not have
    if deviation <= 1e-9 * max(1.0, max(map(abs, rest))):
        return None
    share = winners / n
    return max(-1.0, min(1.0, (of_winners - of_others) / deviation * math.sqrt(share * (1 - share))))


def remarks(sittings: Sequence[Sitting], discrimination: float | None) -> tuple[str, ...]:
    """What is odd about a test, in words; nothing of a class that is too small to say."""
    n = len(sittings)
    if n < LEAST:
        return ()
    failures = [one for one in sittings if not one.passed]
    follow = sum(one.follows for one in failures)
    found = []
    if not failures:
        found.append("everybody passes: it tells nobody apart")
    elif len(failures) == n:
        found.append("nobody passes: is the test right, and the task clear?")
    if follow >= max(2, MOST_FOLLOW * len(failures), MANY * n):
        found.append(f"{follow} of {len(failures)} failures follow from another one: it says little by itself")
    margins = [one.margin for one in sittings if one.margin is not None]
    close = sum(abs(margin) <= NEAR_ACCURACY for margin in margins)
    if close >= max(2, MANY * len(margins)):
        found.append(f"{close} of {len(margins)} accuracies are close to the threshold for full points: luck decides")
    slow = sum(one.time >= NEAR_TIME for one in sittings if one.passed)
    if slow >= max(2, MANY * (n - len(failures))):
        found.append(f"{slow} of {n - len(failures)} that pass take more than {NEAR_TIME:.0%} of the time limit")
    few = min(len(failures), n - len(failures)) < LEAST_ON_A_SIDE
    if discrimination is not None and discrimination < AGAINST and n >= LEAST_FOR_CORRELATION and not few:
        found.append("who passes has fewer points elsewhere: does it reward a mistake?")
    return tuple(found)
