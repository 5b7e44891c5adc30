"""Matrices as pictures: a confusion matrix, and where the gradient of a parameter is wrong."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from grader.report.evidence import NumberTable, mapping, matrix
from grader.report.text import one_line
from grader.report.wording import number, percent, plural, significant

Rows = tuple[tuple[float | None, ...], ...]

MOST_CLASSES = 20
CONFUSION_CELL = 30.0
CONFUSION_LEFT, CONFUSION_TOP = 62.0, 44.0
# Shares of a true class at which the shade gets darker: few mistakes must be as easy to see as many.
CONFUSION_STEPS: Final = (0.0, 0.01, 0.05, 0.2, 0.6)

MOST_MAPS = 6
MOST_SQUARES = 64  # a side
MAP_WIDTH = 320.0
MAP_LEFT, MAP_TOP = 40.0, 24.0
ERROR_STEPS: Final = (1e-7, 1e-5, 1e-3, 1e-2, 1e-1)
ERROR_RANGES: Final = ("up to 1e-7", "up to 1e-5", "up to 1e-3", "up to 0.01", "up to 0.1", "above 0.1")
TOLERANCE: Final = 1e-5
LARGEST_AXIS = 10**9


@dataclass(frozen=True)
class Cell:
    """A square of a picture: place, shade 0 (least) to 5, text or mark in it."""

    x: float
    y: float
    shade: int
    text: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Picture:
    title: str
    description: str
    width: float
    height: float
    cell: float
    cells: tuple[Cell, ...]
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    numbers: NumberTable

    @property
    def squares(self) -> tuple[tuple[int, str], ...]:
        """The squares of each shade as one path: an element for each makes a page three times as large."""
        side = _short(self.cell)
        return _by_shade(self.cells, lambda x, y: f"M{_short(x)} {_short(y)}h{side}v{side}h-{side}z")

    @property
    def dots(self) -> tuple[tuple[int, str], ...]:
        """The middle of each square that is marked, those on a shade as one path of points."""
        middle = self.cell / 2
        marked = [cell for cell in self.cells if cell.marked]
        return _by_shade(marked, lambda x, y: f"M{_short(x + middle)} {_short(y + middle)}h0")


def _by_shade(cells: Iterable[Cell], path: Callable[[float, float], str]) -> tuple[tuple[int, str], ...]:
    paths: dict[int, list[str]] = {}
    for cell in cells:
        paths.setdefault(cell.shade, []).append(path(cell.x, cell.y))
    return tuple((shade, "".join(paths[shade])) for shade in sorted(paths))


def _short(number: float) -> str:
    return f"{round(number, 1):g}"


def confusion(evidence: Mapping[Any, Any]) -> Picture | None:
    """Rows are true classes, columns predicted ones; the shade is the share of the true class."""
    rows = matrix(evidence.get("matrix"))
    if rows is None or len(rows) != len(rows[0]) or len(rows) > MOST_CLASSES:
        return None
    labels = _labels(evidence.get("labels"), len(rows))
    order = _reading_order(labels)
    labels = tuple(labels[i] for i in order)
    rows = tuple(tuple(rows[i][j] for j in order) for i in order)
    middle = CONFUSION_CELL / 2
    cells = []
    for i, row in enumerate(rows):
        total = sum(count for count in row if count is not None) or 1.0
        for j, count in enumerate(row):
            shade = 0 if count is None else bisect_left(CONFUSION_STEPS, count / total)
            x, y = CONFUSION_LEFT + j * CONFUSION_CELL, CONFUSION_TOP + i * CONFUSION_CELL
            cells.append(Cell(x, y, shade, _count(count), marked=i == j))
    size = CONFUSION_CELL * len(rows)
    return Picture(
        "Confusion matrix",
        _confusion_description(rows, labels),
        CONFUSION_LEFT + size + 2,
        CONFUSION_TOP + size + 2,
        CONFUSION_CELL,
        tuple(cells),
        tuple(Label(CONFUSION_LEFT - 8, cells[i * len(rows)].y + middle, label) for i, label in enumerate(labels)),
        tuple(Label(cells[j].x + middle, CONFUSION_TOP - 8, label) for j, label in enumerate(labels)),
        NumberTable(
            "Rows are the true classes, columns the predicted ones",
            ("True class", *labels),
            tuple((label, *map(_count, row)) for label, row in zip(labels, rows, strict=True)),
        ),
    )


def gradient_maps(evidence: Mapping[Any, Any]) -> tuple[Picture, ...]:
    """One picture for each parameter with an error beyond TOLERANCE: the relative error, the worst of each square."""
    pictures = []
    for name, value in mapping(evidence.get("parameters")).items():
        squares = matrix(mapping(value).get("errors"))
        if squares is None or max(len(squares), len(squares[0])) > MOST_SQUARES:
            continue
        if any(_wrong(error) for row in squares for error in row):
            pictures.append(_gradient_map(one_line(str(name), 30), squares, mapping(value).get("shape")))
    return tuple(pictures[:MOST_MAPS])


def _gradient_map(name: str, squares: Rows, shape: Any) -> Picture:
    rows, columns = len(squares), len(squares[0])
    entries = _entries(shape, rows, columns)
    cell = max(8.0, min(22.0, MAP_WIDTH / columns))
    cells = tuple(
        Cell(MAP_LEFT + j * cell, MAP_TOP + i * cell, _shade(error), marked=_wrong(error))
        for i, row in enumerate(squares)
        for j, error in enumerate(row)
    )
    wrong = sum(square.marked for square in cells)
    pooled = " A square stands for several entries and shows the worst of them." if entries != (rows, columns) else ""
    down, across = _starts(entries[0], rows), _starts(entries[1], columns)
    return Picture(
        f"Error of the gradient of {name}",
        f"{wrong} of {plural(len(cells), 'square')} {'is' if wrong == 1 else 'are'} off by more than "
        f"{significant(TOLERANCE)} (relative), each marked with a dot.{pooled}",
        MAP_LEFT + cell * columns + 30,
        MAP_TOP + cell * rows + 4,
        cell,
        cells,
        tuple(Label(MAP_LEFT - 6, MAP_TOP + (i + 0.5) * cell, down[i]) for i in sorted({0, rows - 1})),
        tuple(Label(MAP_LEFT + (j + 0.5) * cell, MAP_TOP - 7, across[j]) for j in sorted({0, columns - 1})),
        NumberTable(
            f"Relative error of {name}, by row and column",
            ("Row", *across),
            tuple((start, *map(_error, row)) for start, row in zip(down, squares, strict=True)),
        ),
    )


def _entries(shape: Any, rows: int, columns: int) -> tuple[int, int]:
    """Rows and columns of the parameter itself: all axes but the last are rows. The picture's own if `shape` is odd."""
    sizes = shape if isinstance(shape, list | tuple) else []
    if not sizes or not all(isinstance(size, int) and 0 < size < LARGEST_AXIS for size in sizes):
        return rows, columns
    entries = math.prod(sizes[:-1]), sizes[-1]
    return entries if entries[0] >= rows and entries[1] >= columns else (rows, columns)


def _starts(entries: int, squares: int) -> tuple[str, ...]:
    """The index of the first entry of each square when `entries` are split as evenly as can be."""
    size, longer = divmod(entries, squares)
    return tuple(f"{index * size + min(index, longer)}" for index in range(squares))


def _wrong(error: float | None) -> bool:
    return error is None or abs(error) > TOLERANCE


def _shade(error: float | None) -> int:
    return len(ERROR_STEPS) if error is None else bisect_left(ERROR_STEPS, abs(error))


def _error(error: float | None) -> str:
    return "not finite" if error is None else significant(error)


def _count(count: float | None) -> str:
    if count is None:
        return "?"
    return f"{number(count / 1000, 0)}k" if count >= 10_000 else number(count, 0).replace(",", "")


def _labels(value: Any, classes: int) -> tuple[str, ...]:
    given = value if isinstance(value, list | tuple) and len(value) == classes else range(classes)
    return tuple(one_line(str(label), 7) for label in given)


def _reading_order(labels: tuple[str, ...]) -> list[int]:
    """Numbers by size and then the rest as it came: secret splits permute the classes, which helps no reader."""
    return sorted(range(len(labels)), key=lambda i: int(labels[i]) if labels[i].isdecimal() else 10**7)


def _confusion_description(rows: Rows, labels: tuple[str, ...]) -> str:
    counts = [(count, i, j) for i, row in enumerate(rows) for j, count in enumerate(row) if count is not None]
    total = sum(count for count, _, _ in counts)
    right = sum(count for count, i, j in counts if i == j)
    mistakes = sorted(((count, i, j) for count, i, j in counts if i != j and count > 0), reverse=True)[:3]
    worst = "; ".join(f"{labels[i]} taken for {labels[j]}, {plural(count, 'time')}" for count, i, j in mistakes)
    share = f"{number(right)} of {number(total)} right ({percent(right / total)})" if total > 0 else "no predictions"
    return f"{share}. Most frequent mistakes: {worst}." if worst else f"{share}."
