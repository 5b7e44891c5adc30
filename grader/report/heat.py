"""Matrices as pictures: a confusion matrix, and where the gradient of a parameter is wrong."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from grader.report.evidence import NumberTable, finite, mapping, matrix
from grader.report.text import one_line
from grader.report.wording import number, percent, plural, significant

Rows = tuple[tuple[float | None, ...], ...]

MOST_CLASSES = 20
CONFUSION_CELL = 30.0
CONFUSION_LEFT, CONFUSION_TOP = 62.0, 44.0
# Shares of a true class at which the shade gets darker: few mistakes must be as easy to see as many.
CONFUSION_STEPS: Final = (0.0, 0.01, 0.05, 0.2, 0.6)

MOST_MAPS = 6
MOST_ROWS, MOST_COLUMNS = 24, 40
ERROR_STEPS: Final = (1e-7, 1e-5, 1e-3, 1e-1, 1.0)
ERROR_RANGES: Final = ("up to 1e-7", "1e-7 to 1e-5", "1e-5 to 1e-3", "1e-3 to 0.1", "0.1 to 1", "above 1")
TOLERANCE: Final = 1e-5


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


def confusion(evidence: Mapping[Any, Any]) -> Picture | None:
    """Rows are true classes, columns predicted ones; the shade is the share of the true class."""
    rows = matrix(evidence.get("matrix"))
    if rows is None or len(rows) != len(rows[0]) or len(rows) > MOST_CLASSES:
        return None
    labels = _labels(evidence.get("labels"), len(rows))
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
    """One picture a parameter: relative error of each entry, the worst of a block where there are too many."""
    tolerance = finite(evidence.get("rtol")) or TOLERANCE
    named = list(mapping(evidence.get("relative_error")).items())[:MOST_MAPS]
    rows = [(one_line(str(name), 30), matrix(value)) for name, value in named]
    return tuple(_gradient_map(name, value, tolerance) for name, value in rows if value is not None)


def _gradient_map(name: str, rows: Rows, tolerance: float) -> Picture:
    entries = [entry for row in rows for entry in row]
    wrong = sum(_wrong(entry, tolerance) for entry in entries)
    height, width = -(-len(rows) // MOST_ROWS), -(-len(rows[0]) // MOST_COLUMNS)
    blocks = _worst_of_blocks(rows, height, width)
    cell = max(8.0, min(22.0, 320.0 / len(blocks[0])))
    left, top = 40.0, 24.0
    cells = tuple(
        Cell(left + j * cell, top + i * cell, _shade(entry), marked=_wrong(entry, tolerance))
        for i, row in enumerate(blocks)
        for j, entry in enumerate(row)
    )
    ends = (0, len(blocks) - 1), (0, len(blocks[0]) - 1)
    pooled = f" Each square is the worst of {height} × {width} entries." if height * width > 1 else ""
    return Picture(
        f"Error of the gradient of {name}",
        f"{plural(wrong, 'entry').replace('entrys', 'entries')} of {len(entries):,} "
        f"{'is' if wrong == 1 else 'are'} further off than {significant(tolerance)} (relative), "
        f"each marked with a dot.{pooled}",
        left + cell * len(blocks[0]) + 30,
        top + cell * len(blocks) + 4,
        cell,
        cells,
        tuple(Label(left - 6, top + (i + 0.5) * cell, f"{i * height}") for i in sorted(set(ends[0]))),
        tuple(Label(left + (j + 0.5) * cell, top - 7, f"{j * width}") for j in sorted(set(ends[1]))),
        NumberTable(
            f"Relative error of {name}: row by column",
            ("Row", *(f"{j * width}" for j in range(len(blocks[0])))),
            tuple((f"{i * height}", *map(_error, row)) for i, row in enumerate(blocks)),
        ),
    )


def _worst_of_blocks(rows: Rows, height: int, width: int) -> Rows:
    """Each block of height × width entries as its largest one; one that cannot be drawn counts as the worst."""

    def worst(top: int, left: int) -> float | None:
        block = [entry for row in rows[top : top + height] for entry in row[left : left + width]]
        return None if None in block else max(abs(entry) for entry in block if entry is not None)

    return tuple(
        tuple(worst(i, j) for j in range(0, len(rows[0]), width)) for i in range(0, len(rows), height)
    )  # fmt: skip


def _wrong(entry: float | None, tolerance: float) -> bool:
    return entry is None or abs(entry) > tolerance


def _shade(entry: float | None) -> int:
    return len(ERROR_STEPS) if entry is None else bisect_right(ERROR_STEPS, abs(entry))


def _error(entry: float | None) -> str:
    return "not finite" if entry is None else f"{entry:.1e}"


def _count(count: float | None) -> str:
    if count is None:
        return "?"
    return f"{number(count / 1000, 0)}k" if count >= 10_000 else number(count, 0).replace(",", "")


def _labels(value: Any, classes: int) -> tuple[str, ...]:
    given = value if isinstance(value, list | tuple) and len(value) == classes else range(classes)
    return tuple(one_line(str(label), 7) for label in given)


def _confusion_description(rows: Rows, labels: tuple[str, ...]) -> str:
    counts = [(count, i, j) for i, row in enumerate(rows) for j, count in enumerate(row) if count is not None]
    total = sum(count for count, _, _ in counts)
    right = sum(count for count, i, j in counts if i == j)
    mistakes = sorted(((count, i, j) for count, i, j in counts if i != j and count > 0), reverse=True)[:3]
    worst = "; ".join(f"{labels[i]} taken for {labels[j]} {plural(count, 'time')}" for count, i, j in mistakes)
    share = f"{number(right)} of {number(total)} right ({percent(right / total)})" if total > 0 else "no predictions"
    return f"{share}. Most frequent mistakes: {worst}." if worst else f"{share}."
