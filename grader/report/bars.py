"""Bars of a part, and of all parts in a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.judge.grade import Outcome

BAR_WIDTH = 240.0
GAP = 2.0


@dataclass(frozen=True)
class PartScore:
    """Points earned in a part, and its place in a row of all parts: left edge, width, filled width."""

    name: str
    points: float
    max_points: float
    left: float
    width: float
    filled: float

    @property
    def share(self) -> float:
        return share(self.points, self.max_points)


def share(points: float, of: float) -> float:
    """points / of within [0, 1]; 0 of nothing."""
    return min(1.0, max(0.0, points / of)) if of > 0 else 0.0


def part_scores(tests: Iterable[Outcome]) -> tuple[PartScore, ...]:
    """The parts in the order in which their first tests come; widths follow their points and add up to BAR_WIDTH."""
    sums: dict[str, tuple[float, float]] = {}
    for test in tests:
        points, of = sums.get(test.part, (0.0, 0.0))
        sums[test.part] = points + test.points, of + test.max_points
    total = sum(of for _, of in sums.values())
    room = BAR_WIDTH - GAP * (len(sums) - 1)
    parts: list[PartScore] = []
    left = 0.0
    for name, (points, of) in sums.items():
        width = max(0.0, room * share(of, total))
        filled = width * share(points, of)
        parts.append(PartScore(name, points, of, round(left, 2), round(width, 2), round(filled, 2)))
        left += width + GAP
    return tuple(parts)
