"""Numerical gradients: central differences in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.checks.received import received
from grader.checks.wording import number_text, shape_text
from grader.judge.verdict import CheckFailure

Gradients = dict[str, npt.NDArray[np.float64]]


def numerical_gradients(
    f: Callable[[dict[str, Any]], object],
    params: Mapping[str, Any],
    *,
    rng: np.random.Generator | None = None,
    entries: int | None = None,
    h: float = 1e-5,
) -> Gradients:
    """∂f/∂p for every entry p of every array in `params`, by (f(p + s) − f(p − s)) / 2s, s = h·max(1, |p|).

    f takes a dict like `params` (fresh float64 arrays at every call) and returns a number. With `entries`, at most so
    many entries of each array are taken, drawn by `rng`; the others are nan, which check_gradients passes over.
    The error is about s² from the formula and 1e-16·|f|/s from rounding. CheckFailure when f gives no finite number.
    """
    if entries is not None and rng is None:
        raise ValueError("a sample of the entries needs an rng")
    point = {key: np.array(value, dtype=np.float64) for key, value in params.items()}
    gradients: Gradients = {}
    for key, array in point.items():
        gradient = np.full(array.shape, np.nan)
        for flat in _chosen(array.size, entries, rng):
            index = np.unravel_index(int(flat), array.shape)
            center = float(array[index])
            step = h * max(1.0, abs(center))
            high, low = center + step, center - step
            difference = _value(f, point, key, index, high) - _value(f, point, key, index, low)
            gradient[index] = difference / (high - low)
        gradients[key] = gradient
    return gradients


def _chosen(size: int, entries: int | None, rng: np.random.Generator | None) -> npt.NDArray[np.intp]:
    if entries is None or rng is None or entries >= size:
        return np.arange(size)
    return np.sort(rng.choice(size, size=entries, replace=False))


def _value(
    f: Callable[[dict[str, Any]], object],
    point: Mapping[str, npt.NDArray[np.float64]],
    key: str,
    index: tuple[Any, ...],
    value: float,
) -> float:
    moved = {name: array.copy() for name, array in point.items()}
    moved[key][index] = value
    result = received(f(moved), "the loss")
    if result.size != 1:
        raise CheckFailure(f"the loss has shape {shape_text(result.shape)}, expected a single number", cause="shape")
    number = result.reshape(())[()]
    if result.dtype.kind == "c" or not np.isfinite(number):
        raise CheckFailure(f"the loss is {number_text(number)}, expected a finite number", cause="not finite")
    return float(number)
