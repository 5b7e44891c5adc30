"""The two arrays that a hypothesis looks at, how closely they must agree, and what it answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

FEWEST_VALUES = 3  # so many distinguishable values must agree before a pattern is no chance
FEWEST_WHOLE_NUMBERS = 6  # whole numbers agree by chance more easily: so many entries


@dataclass(frozen=True)
class Finding:
    """A hypothesis that fits. `says` completes the sentence that begins with the result's name.

    `cause` is its short key. `says` holds no value of `expected`; `detail`, for the instructor, may.
    """

    cause: str
    says: str
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Case:
    """A result and what was expected, under |a − e| ≤ atol + rtol·max(|a|, |e|).

    `sizes` are the sizes at hand by name. Shapes may differ; `wrong` is there only when they do not. Where the two are
    a sample of an array's entries, in a row, `places` (n, ndim) says which entries they are.
    """

    actual: Array
    expected: Array
    name: str = "the result"
    rtol: float = 1e-5
    atol: float = 1e-7
    sizes: Mapping[str, int] = field(default_factory=dict)
    places: Array | None = None

    @cached_property
    def wrong(self) -> Mask:
        """The entries that differ, of the shape of both. nan agrees with nan, inf with inf of the same sign."""
        if self.actual.dtype.kind == "c" and self.expected.dtype.kind != "c":
            return np.ones(self.actual.shape, dtype=np.bool_)
        with np.errstate(all="ignore"):
            bound = self.atol + self.rtol * np.maximum(np.abs(self.a), np.abs(self.e))
            near = np.abs(self.a - self.e) <= np.where(np.isfinite(bound), bound, -1.0)
        same = (self.a == self.e) | (np.isnan(self.a) & np.isnan(self.e))
        return np.asarray(~(near | same))

    @cached_property
    def a(self) -> Array:
        """`actual` in double precision."""
        return wide(self.actual)

    @cached_property
    def e(self) -> Array:
        """`expected` in double precision."""
        return wide(self.expected)

    @cached_property
    def tolerance(self) -> float:
        """How closely a hypothesis must fit, relative: as the check asks, but no closer than the dtype can.

        eps^(2/3) is what a few hundred operations leave of a type's digits: 4e-11, 2e-5, 1e-2 for 64, 32, 16 bits.
        """
        kind = self.actual.dtype
        eps = float(np.finfo(kind).eps) if kind.kind == "f" else float(np.finfo(np.float64).eps)
        return max(min(self.rtol, 1e-3), math.pow(eps, 2 / 3))

    @cached_property
    def tells(self) -> bool:
        """Whether agreement with the values expected cannot well be chance."""
        return telling(self.e)

    @cached_property
    def right(self) -> bool:
        """Whether every entry is right where it is, as a hypothesis sees it."""
        return self.fits(self.a, self.e)

    def fits(self, actual: Array, expected: Array) -> bool:
        """Whether two arrays of one shape agree everywhere, relative to each entry and a tenth of the largest one."""
        if actual.shape != expected.shape or actual.size == 0:
            return False
        if not np.isfinite(actual).all() or not np.isfinite(expected).all():
            return False
        bound = np.maximum(np.abs(actual), np.abs(expected)) + 0.1 * scale(expected)
        return bool((np.abs(actual - expected) <= self.tolerance * bound).all())


Hypothesis = Callable[[Case], Finding | None]


def wide(array: Array) -> Array:
    """The array in double precision, so that small integers do not wrap and halves do not round."""
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def scale(array: Array) -> float:
    """The largest finite magnitude."""
    largest = np.abs(array[np.isfinite(array)]).max(initial=0.0)
    return float(largest)


def distinct(array: Array) -> int:
    """How many values differ from zero and from each other by more than a millionth of the largest."""
    largest = scale(array)
    if largest == 0.0:
        return 0
    steps = np.unique(np.round(array[np.isfinite(array)] / largest * 1e6))
    return int(np.count_nonzero(steps))


def telling(array: Array) -> bool:
    """Whether agreement with these values cannot well be chance: three distinguishable ones, six entries if whole."""
    if distinct(array) < FEWEST_VALUES:
        return False
    return array.size >= FEWEST_WHOLE_NUMBERS or not whole(array)


def whole(array: Array) -> bool:
    """Whether all entries are whole numbers."""
    return bool((array == np.round(array)).all())
