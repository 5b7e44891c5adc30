"""Reading evidence: numbers that a student's code may have made, of whatever type and size they came."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LARGEST = 1e30  # beyond this no axis makes sense, and differences of two such numbers may overflow


@dataclass(frozen=True)
class NumberTable:
    """The numbers of a picture as a table; the first cell of a row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def finite(value: Any) -> float | None:
    """`value` as a float, or None for what is no number, not finite, or too large to draw."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        real = float(value)
    except OverflowError:
        return None
    return real if math.isfinite(real) and abs(real) <= LARGEST else None


def series(value: Any) -> tuple[float | None, ...] | None:
    """A list of numbers with None where one cannot be drawn; None when `value` is no list or holds no number."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return None
    numbers = tuple(finite(entry) for entry in value)
    return numbers if any(entry is not None for entry in numbers) else None


def matrix(value: Any) -> tuple[tuple[float | None, ...], ...] | None:
    """Rows of equal length; one list of numbers counts as one row; None for anything else."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or not value:
        return None
    rows = value if all(isinstance(row, Sequence) and not isinstance(row, str | bytes) for row in value) else [value]
    columns = len(rows[0])
    if columns == 0 or any(len(row) != columns for row in rows):
        return None
    return tuple(tuple(finite(entry) for entry in row) for row in rows)


def mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}
