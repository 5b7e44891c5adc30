"""A shape beside the shape that was expected: sheets of boxes, drawn so that another axis or another length shows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grader.report.evidence import NumberTable
from grader.report.text import one_line

MOST_AXES = 8
LONGEST_NAME = 40
LARGEST_AXIS = 10**12
SIDE_LEAST, SIDE_MOST = 12.0, 76.0
SHEETS, SHEET_STEP = 3, 6.0
LEFT, TOP = 38.0, 40.0  # room for the length of the rows, and for the heading with that of the columns
GAP, BELOW = 28.0, 22.0
CHARACTER = 7.0  # the width of one, about


@dataclass(frozen=True)
class Box:
    """A shape as sheets of rows and columns, the last in front; `rows` and `columns` are their lengths."""

    title: str
    sheets: tuple[tuple[float, float], ...]
    width: float
    height: float
    rows: str
    columns: str
    leading: str
    """the axes before the last two, as a product: "10 × 3 of these" """
    left: float
    right: float


@dataclass(frozen=True)
class Shapes:
    title: str
    description: str
    width: float
    height: float
    boxes: tuple[Box, Box]
    numbers: NumberTable


def shapes(evidence: Mapping[Any, Any]) -> Shapes | None:
    """None unless both shapes are rows of lengths, and differ."""
    got, expected = _lengths(evidence.get("got")), _lengths(evidence.get("expected"))
    if got is None or expected is None or got == expected:
        return None
    name = one_line(str(evidence.get("name") or "the result"), LONGEST_NAME)
    left = _box(f"expected {_text(expected)}", expected, 0.0)
    right = _box(f"got {_text(got)}", got, left.right + GAP)
    axes = max(len(got), len(expected))
    rows = tuple(_axis(axis, expected, got) for axis in range(axes))
    return Shapes(
        f"The shape of {name}",
        f"Expected {_text(expected)}, got {_text(got)}. {_what_differs(expected, got)}",
        right.right + 4,
        max(box.sheets[-1][1] + box.height + (BELOW if box.leading else 4.0) for box in (left, right)),
        (left, right),
        NumberTable(f"The shape of {name}, axis by axis", ("Axis", "Expected", "Got", "Compared"), rows),
    )


def _lengths(value: Any) -> tuple[int, ...] | None:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) > MOST_AXES:
        return None
    if not all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one < LARGEST_AXIS for one in value):
        return None
    return tuple(value)


def _box(title: str, shape: tuple[int, ...], left: float) -> Box:
    columns = shape[-1] if shape else 1
    rows = shape[-2] if len(shape) > 1 else 1
    count = math.prod(shape[:-2])
    sheets = min(SHEETS, max(1, count)) if len(shape) > 2 else 1
    at = left + LEFT
    places = tuple((at + SHEET_STEP * back, TOP + SHEET_STEP * (sheets - 1 - back)) for back in range(sheets))[::-1]
    leading = f"{' × '.join(f'{length:,}' for length in shape[:-2])} of these" if len(shape) > 2 else ""
    return Box(
        title,
        places,
        _side(columns),
        _side(rows) if len(shape) > 1 else SIDE_LEAST,
        f"{rows:,}" if len(shape) > 1 else "",
        f"{columns:,}" if shape else "",
        leading,
        left,
        max(places[0][0] + _side(columns), at + CHARACTER * len(leading), left + CHARACTER * len(title)),
    )


_WIDEST: Final = math.log(1024)


def _side(length: int) -> float:
    """Longer for more, by the logarithm: 10 and 784 must both be drawn."""
    return round(SIDE_LEAST + (SIDE_MOST - SIDE_LEAST) * min(1.0, math.log(max(1, length)) / _WIDEST), 1)


def _text(shape: tuple[int, ...]) -> str:
    if not shape:
        return "() (a single number)"
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _what_differs(expected: tuple[int, ...], got: tuple[int, ...]) -> str:
    if len(expected) != len(got):
        axes = abs(len(expected) - len(got))
        return f"{axes} {'axis' if axes == 1 else 'axes'} too {'many' if len(got) > len(expected) else 'few'}."
    wrong = [str(axis) for axis, (one, other) in enumerate(zip(expected, got, strict=True)) if one != other]
    return f"{'Axis' if len(wrong) == 1 else 'Axes'} {', '.join(wrong)} {'differs' if len(wrong) == 1 else 'differ'}."


def _axis(axis: int, expected: tuple[int, ...], got: tuple[int, ...]) -> tuple[str, str, str, str]:
    one, other = (f"{shape[axis]:,}" if axis < len(shape) else "none" for shape in (expected, got))
    return str(axis), one, other, "" if one == other else "differs"
