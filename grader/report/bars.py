"""How much of a part's points were earned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.judge.grade import Outcome


@dataclass(frozen=True)
class PartScore:
    """Points earned in a part, of those that it has."""

    name: str
    points: float
    max_points: float

    @property
    def share(self) -> float:
        return share(self.points, self.max_points)


def share(points: float, of: float) -> float:
    """points / of within [0, 1]; 0 of nothing."""
    return min(1.0, max(0.0, points / of)) if of > 0 else 0.0


def part_scores(tests: Iterable[Outcome]) -> tuple[PartScore, ...]:
    """The parts in the order in which their first tests come."""
    sums: dict[str, tuple[float, float]] = {}
    for test in tests:
        points, of = sums.get(test.part, (0.0, 0.0))
        sums[test.part] = points + test.points, of + test.max_points
    return tuple(PartScore(name, points, of) for name, (points, of) in sums.items())
