"""The two arrays that a hypothesis looks at, how closely they must agree, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]


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

    `sizes` are the sizes at hand by name. Shapes may differ; `wrong` is there only when they do not.
    """

    actual: Array
    expected: Array
    name: str = "the result"
    rtol: float = 1e-5
    atol: float = 1e-7
    sizes: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def wrong(self) -> Mask:
        """The entries that differ, of the shape of both. nan agrees with nan, inf with inf of the same sign."""
        actual, expected = wide(self.actual), wide(self.expected)
        with np.errstate(all="ignore"):
            bound = self.atol + self.rtol * np.maximum(np.abs(actual), np.abs(expected))
            near = np.abs(actual - expected) <= np.where(np.isfinite(bound), bound, 0.0)
        same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
        wrong: Mask = ~(near | same)
        if self.actual.dtype.kind == "c" and self.expected.dtype.kind != "c":
            wrong = np.ones_like(wrong)
        return wrong


def wide(array: Array) -> Array:
    """The array in double precision, so that small integers do not wrap and halves do not round."""
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
