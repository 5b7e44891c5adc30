"""Run next to the student's code: they gather evidence and hold no answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.remote import probe


@probe
def read_only(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call the function with every array in its arguments read-only."""
    return function(*(_frozen(argument) for argument in arguments))


def _frozen(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    return value


class Slope:
    """A model whose probability grows along a direction: no two points of a lattice need have the same."""

    def __init__(self, direction: Any) -> None:
        self.direction = direction

    def predict_proba(self, x: Any) -> Any:
        points = np.asarray(x)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"predict_proba is given an array of shape {points.shape}, expected (N, 2)")
        return 1 / (1 + np.exp(-points @ self.direction))

    def predict(self, x: Any) -> Any:
        return (self.predict_proba(x) > 0.5).astype(int)


@probe
def slope(direction: Any) -> Slope:
    """A model that needs no training."""
    return Slope(direction)
