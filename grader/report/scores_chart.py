"""The points of a class as bars, a tenth of the points each, with quartiles below them: where they go in an SVG."""

from __future__ import annotations

from dataclasses import dataclass

from grader.report.evidence import NumberTable
from grader.report.spread import TENTHS, Spread, Tenths
from grader.report.wording import number, percent, plural

LEFT, RIGHT, TOP, BOTTOM = 8.0, 392.0, 18.0, 172.0
GAP = 3.0


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    count: str


@dataclass(frozen=True)
class ScoresChart:
    """`edges`: place and label of every second edge. The others are places of the quartiles."""

    description: str
    columns: tuple[Column, ...]
    edges: tuple[tuple[float, str], ...]
    least: float
    lower: float
    median: float
    upper: float
    most: float
    numbers: NumberTable


def scores_chart(points: Spread, of: float, counted: Tenths, one: str) -> ScoresChart:
    """`points`: of those who have a grade, `of`: the most that there are, more than 0; `one`: what each is called."""
    counts = [*counted.counts, *([counted.beyond] if counted.beyond else [])]
    step = (RIGHT - LEFT) / len(counts)
    highest = max(counts)
    columns = []
    for place, count in enumerate(counts):
        height = round((BOTTOM - TOP) * count / highest, 1) if highest else 0.0
        left = round(LEFT + place * step + GAP / 2, 1)
        columns.append(Column(left, BOTTOM - height, round(step - GAP, 1), height, f"{count:,}" if count else ""))

    def x(amount: float) -> float:
        return round(LEFT + step * TENTHS * min(max(amount / of, 0.0), len(counts) / TENTHS), 1)

    labels = [f"{10 * place} to {10 * place + 10} %" for place in range(TENTHS)] + ["more than all"]
    total = points.count
    return ScoresChart(
        description=(
            f"{plural(total, one)}. Half have between {number(points.lower)} and {number(points.upper)} of "
            f"{number(of)} points, the median is {number(points.median)}, the lowest {number(points.least)}, "
            f"the highest {number(points.most)}."
        ),
        columns=tuple(columns),
        edges=tuple((round(LEFT + place * step, 1), f"{10 * place} %") for place in range(0, TENTHS + 1, 2)),
        least=x(points.least),
        lower=x(points.lower),
        median=x(points.median),
        upper=x(points.upper),
        most=x(points.most),
        numbers=NumberTable(
            f"{one.capitalize()}s by their share of the {number(of)} points; a tenth begins with its lower edge",
            ("Share of the points", "Points", f"{one.capitalize()}s", "Of all"),
            tuple(
                (label, _points(place, of), f"{count:,}", percent(count / total))
                for place, (label, count) in enumerate(zip(labels, counts, strict=False))
            ),
        ),
    )


def _points(place: int, of: float) -> str:
    if place == TENTHS:
        return f"above {number(of)}"
    return f"{number(of * place / TENTHS)} to {number(of * (place + 1) / TENTHS)}"
