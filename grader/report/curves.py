"""Training curves: where the lines, ticks and labels of a history go in an SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from grader.report.evidence import NumberTable, series
from grader.report.text import one_line
from grader.report.wording import significant

WIDTH: Final = 400
HEIGHT: Final = 220
LEFT, RIGHT, TOP, BOTTOM = 50.0, 274.0, 14.0, 180.0
LABEL_HEIGHT = 15.0
MOST_LINES = 6
MOST_POINTS = 240
MOST_ROWS = 60
MOST_DOTS = 40
LONGEST_LABEL = 16


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Line:
    """One series: an SVG path (a gap where a number is missing), dots, and the label at its end."""

    name: str
    path: str
    dots: tuple[tuple[float, float], ...]
    end: float
    label_at: float


@dataclass(frozen=True)
class Chart:
    """Lines over epochs that share a scale."""

    title: str
    description: str
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    numbers: NumberTable


def charts(history: Mapping[Any, Any]) -> tuple[Chart, ...]:
    """A chart of the losses, one of the accuracies, one of the rest; only those that have numbers."""
    groups: dict[str, dict[str, tuple[float | None, ...]]] = {"Loss": {}, "Accuracy": {}, "Other values": {}}
    for key, value in list(history.items())[: 3 * MOST_LINES]:
        numbers = series(value)
        if numbers is not None:
            name = one_line(str(key), LONGEST_LABEL)
            group = "Loss" if "loss" in name.lower() else "Accuracy" if "acc" in name.lower() else "Other values"
            groups[group][name] = numbers
    return tuple(_chart(title, dict(list(lines.items())[:MOST_LINES])) for title, lines in groups.items() if lines)


def nice_ticks(low: float, high: float, about: int = 4) -> tuple[float, ...]:
    """Round numbers (1, 2 or 5 times a power of ten apart) from at or below `low` to at or above `high`."""
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        margin = abs(high) / 10 or 0.5
        low, high = low - margin, high + margin
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(index * step for index in range(first, last + 1))


def _chart(title: str, named: dict[str, tuple[float | None, ...]]) -> Chart:
    epochs = max(len(numbers) for numbers in named.values())
    known = [number for numbers in named.values() for number in numbers if number is not None]
    levels = nice_ticks(min(known), max(known))

    def x(epoch: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * ((epoch - 1) / (epochs - 1) if epochs > 1 else 0.5), 1)

    def y(number: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (number - levels[0]) / (levels[-1] - levels[0]), 1)

    shown = _spread(epochs, MOST_POINTS)
    ends = {
        name: y(next(number for number in reversed(numbers) if number is not None)) for name, numbers in named.items()
    }
    places = _apart(ends)
    lines = []
    for name, numbers in named.items():
        points = [
            (x(epoch), y(number)) if epoch <= len(numbers) and (number := numbers[epoch - 1]) is not None else None
            for epoch in shown
        ]
        dots = tuple(point for point in points if point is not None)
        few = len(dots) <= MOST_DOTS
        lines.append(Line(name, _path(points), dots if few else dots[-1:], ends[name], places[name]))
    marks = sorted({round(mark) for mark in nice_ticks(1, epochs, 5) if 1 <= round(mark) <= epochs} | {1, epochs})
    return Chart(
        title,
        _description(named, epochs),
        tuple(lines),
        tuple(Tick(x(mark), f"{mark:,}") for mark in _not_crowded(marks, epochs)),
        tuple(Tick(y(level), significant(level)) for level in levels),
        _numbers(title, named, epochs),
    )


def _path(points: list[tuple[float, float] | None]) -> str:
    steps = []
    pen = "M"
    for point in points:
        if point is not None:
            steps.append(f"{pen}{point[0]:g} {point[1]:g}")
        pen = "M" if point is None else "L"
    return "".join(steps)


def _spread(epochs: int, most: int) -> list[int]:
    """At most `most` epochs, evenly spread, the first and the last among them."""
    if epochs <= most:
        return list(range(1, epochs + 1))
    return [1 + round(index * (epochs - 1) / (most - 1)) for index in range(most)]


def _not_crowded(marks: list[int], epochs: int) -> list[int]:
    """Drop a mark that stands so close before the last one that their labels would touch."""
    return [mark for mark in marks if mark in (1, epochs) or (epochs - mark) > (epochs - 1) / 12]


def _apart(ends: dict[str, float]) -> dict[str, float]:
    """Heights of the labels: near the ends of their lines, LABEL_HEIGHT apart, within the chart."""
    places: dict[str, float] = {}
    floor = TOP - LABEL_HEIGHT / 2
    for name, end in sorted(ends.items(), key=lambda entry: entry[1]):
        floor = places[name] = max(end, floor + LABEL_HEIGHT)
    surplus = max(0.0, floor - BOTTOM)
    return {name: round(place - surplus, 1) for name, place in places.items()}


def _description(named: dict[str, tuple[float | None, ...]], epochs: int) -> str:
    texts = []
    for name, numbers in named.items():
        known = [number for number in numbers if number is not None]
        texts.append(f"{name} goes from {significant(known[0])} to {significant(known[-1])}")
        if len(known) < len(numbers):
            texts[-1] += f" ({len(numbers) - len(known)} of {len(numbers)} values are not finite and are left out)"
    return f"{epochs} epochs. {'; '.join(texts)}."


def _numbers(title: str, named: dict[str, tuple[float | None, ...]], epochs: int) -> NumberTable:
    rows = []
    for epoch in _spread(epochs, MOST_ROWS):
        cells = [numbers[epoch - 1] if epoch <= len(numbers) else None for numbers in named.values()]
        rows.append((f"{epoch:,}", *("not finite" if cell is None else significant(cell) for cell in cells)))
    left_out = f" ({len(rows)} of {epochs:,} epochs)" if len(rows) < epochs else ""
    return NumberTable(f"{title} by epoch{left_out}", ("Epoch", *named), tuple(rows))
