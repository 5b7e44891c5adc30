"""A straight line through measured points, and how far they are from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Line:
    """y = intercept + slope · x; `deviation`: how far the point farthest from it is, as a share of the line there."""

    slope: float
    intercept: float
    deviation: float

    def at(self, x: float) -> float:
        return self.intercept + self.slope * x


def fit(xs: Sequence[float], ys: Sequence[float]) -> Line:
    """Least squares of relative errors, so that small and large points count alike. ValueError for fewer than two x."""
    if len(set(xs)) < 2:
        raise ValueError("a line needs two different x")
    x, y = np.asarray(xs, float), np.asarray(ys, float)
    (intercept, slope), *_ = np.linalg.lstsq(np.stack([1 / y, x / y], axis=1), np.ones_like(y), rcond=None)
    line = intercept + slope * x
    return Line(float(slope), float(intercept), float(np.max(np.abs(y / line - 1))))
