"""Which class a network gives to each point of the plane: predictions on a coarse grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from grader.report.evidence import NumberTable, finite, matrix
from grader.report.text import one_line
from grader.report.wording import number, percent, significant

MOST_SQUARES = 80  # a side
MOST_CLASSES = 6
MOST_POINTS = 400
MOST_ROWS = 16  # of the table
SIDE = 240.0
LEFT, TOP, BELOW = 44.0, 10.0, 30.0
SHADES = (0, 3, 1, 2, 4, 5)  # neighbours differ in lightness, and marks stand out from the first


@dataclass(frozen=True)
class Band:
    """Squares of one class beside each other."""

    x: float
    y: float
    width: float
    shade: int


@dataclass(frozen=True)
class Point:
    """An example, as a mark of its own for each class."""

    x: float
    y: float
    kind: int


@dataclass(frozen=True)
class Boundary:
    """`edge`: the path between squares of different classes; `names`: x, y and the class that is there."""

    title: str
    description: str
    width: float
    height: float
    square: float
    bands: tuple[Band, ...]
    edge: str
    names: tuple[tuple[float, float, str], ...]
    points: tuple[Point, ...]
    x_ends: tuple[str, str]
    y_ends: tuple[str, str]
    numbers: NumberTable


def boundary(evidence: Mapping[Any, Any]) -> Boundary | None:
    """`grid`: rows of class numbers, that of the least y first; `x`, `y`: the ends of both axes; `labels`; `points`."""
    rows = matrix(evidence.get("grid"))
    ends = [_ends(evidence.get(axis)) for axis in ("x", "y")]
    if rows is None or ends[0] is None or ends[1] is None or max(len(rows), len(rows[0])) > MOST_SQUARES:
        return None
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    grid = [[int(value) if value is not None else -1 for value in row] for row in rows]
    classes = sorted({value for row in grid for value in row})
    if len(classes) > MOST_CLASSES:
        return None
    given = evidence.get("labels")
    labels = given if isinstance(given, list | tuple) else ()
    names = {
        one: one_line(str(labels[one]), 12) if 0 <= one < len(labels) else "none" if one < 0 else f"class {one}"
        for one in classes
    }
    across, down = SIDE / len(grid[0]), SIDE / len(grid)
    shades = {one: SHADES[position] for position, one in enumerate(classes)}
    whole = len(grid) * len(grid[0])
    shares = {one: sum(row.count(one) for row in grid) / whole for one in classes}
    return Boundary(
        "Which class each point gets",
        "Of this part of the plane, " + "; ".join(f"{percent(shares[one])} is {names[one]}" for one in classes) + ".",
        LEFT + SIDE + 12,
        TOP + SIDE + BELOW,
        round(down, 2),
        tuple(_bands(grid, shades, across, down)),
        _edge(grid, across, down),
        tuple(_name(grid, one, names[one], across, down) for one in classes),
        tuple(_points(evidence.get("points"), ends[0], ends[1], classes)),
        (significant(ends[0][0]), significant(ends[0][1])),
        (significant(ends[1][0]), significant(ends[1][1])),
        _table(grid, names, ends[0], ends[1]),
    )


def _ends(value: Any) -> tuple[float, float] | None:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) != 2:
        return None
    low, high = finite(value[0]), finite(value[1])
    return (low, high) if low is not None and high is not None and low < high else None


def _top(row: int, rows: int, down: float) -> float:
    return TOP + (rows - 1 - row) * down  # y grows upwards


def _bands(grid: list[list[int]], shades: Mapping[int, int], across: float, down: float) -> list[Band]:
    bands = []
    for number_, row in enumerate(grid):
        begin = 0
        for one, group in groupby(row):
            length = len(list(group))
            x, y = LEFT + begin * across, _top(number_, len(grid), down)
            bands.append(Band(round(x, 2), round(y, 2), round(length * across, 2), shades[one]))
            begin += length
    return bands


def _edge(grid: list[list[int]], across: float, down: float) -> str:
    steps = []
    for i, row in enumerate(grid):
        y = _top(i, len(grid), down)
        for j, one in enumerate(row):
            x = LEFT + j * across
            if j and row[j - 1] != one:
                steps.append(f"M{x:.4g} {y:.4g}v{down:.3g}")
            if i and grid[i - 1][j] != one:
                steps.append(f"M{x:.4g} {y + down:.4g}h{across:.3g}")
    return "".join(steps)


def _name(grid: list[list[int]], one: int, name: str, across: float, down: float) -> tuple[float, float, str]:
    """At the square of its class that is farthest into it, by the nearest other one in its row and column."""
    best, place = -1, (0, 0)
    for i, row in enumerate(grid):
        for j, value in enumerate(row):
            if value == one and (depth := _depth(grid, i, j)) > best:
                best, place = depth, (i, j)
    x, y = LEFT + (place[1] + 0.5) * across, _top(place[0], len(grid), down) + down / 2
    return round(min(max(x, LEFT + 24), LEFT + SIDE - 24), 1), round(y + 4, 1), name


def _depth(grid: list[list[int]], i: int, j: int) -> int:
    one, rows, columns = grid[i][j], len(grid), len(grid[0])
    reach = 0
    while all(
        0 <= y < rows and 0 <= x < columns and grid[y][x] == one
        for y, x in ((i - reach, j), (i + reach, j), (i, j - reach), (i, j + reach))
    ):
        reach += 1
    return reach


def _points(value: Any, x: tuple[float, float], y: tuple[float, float], classes: list[int]) -> list[Point]:
    """Rows of x, y and a class; those outside are left out."""
    rows = matrix(value)
    if rows is None or len(rows[0]) != 3:
        return []
    found = []
    for first, second, one in rows[:MOST_POINTS]:
        if first is None or second is None or one is None or not (x[0] <= first <= x[1] and y[0] <= second <= y[1]):
            continue
        place = LEFT + SIDE * (first - x[0]) / (x[1] - x[0]), TOP + SIDE * (y[1] - second) / (y[1] - y[0])
        found.append(Point(round(place[0], 1), round(place[1], 1), classes.index(int(one)) if one in classes else 0))
    return found


def _table(
    grid: list[list[int]], names: Mapping[int, str], x: tuple[float, float], y: tuple[float, float]
) -> NumberTable:
    """Fewer rows and columns than the picture, from the highest y down, as it is drawn."""
    rows, columns = _some(len(grid))[::-1], _some(len(grid[0]))

    def middle(ends: tuple[float, float], index: int, count: int) -> str:
        return number(ends[0] + (ends[1] - ends[0]) * (index + 0.5) / count)

    return NumberTable(
        "The class by y (down) and x (across), in the middle of some squares",
        ("y", *(middle(x, j, len(grid[0])) for j in columns)),
        tuple((middle(y, i, len(grid)), *(names[grid[i][j]] for j in columns)) for i in rows),
    )


def _some(count: int) -> list[int]:
    if count <= MOST_ROWS:
        return list(range(count))
    return [round(index * (count - 1) / (MOST_ROWS - 1)) for index in range(MOST_ROWS)]
