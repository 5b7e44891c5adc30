"""One number, or one row, where different ones were due."""

from __future__ import annotations

import numpy as np

from grader.checks.diagnosis.case import Array, Case, Finding, distinct, scale
from grader.checks.diagnosis.size_words import batch_size


def one_number(case: Case) -> Finding | None:
    """The same number at every entry: a sum over everything, broadcast.

    Guard: not zero, and three distinguishable values expected.
    """
    a, e = case.a, case.e
    if a.shape != e.shape or a.size < 2 or not np.isfinite(a).all() or not case.tells:
        return None
    value = float(a.flat[0])
    if value == 0.0 or (a != value).any():
        return None
    batch = batch_size(case.sizes) or 1
    for count, what in ((1, "the sum"), (e.size, "the mean"), (batch, "the sum"), (batch * e.size, "the mean")):
        if _near(value, float(e.sum()) / count, case):
            return Finding(
                "one number",
                f"holds one number everywhere, {what} over what was to stay apart: was axis= forgotten in a sum "
                "or mean that was then broadcast?",
            )
    return Finding("one number", "holds the same number at every entry, where different ones were due")


def same_rows(case: Case) -> Finding | None:
    """Every row (or column) is the same.

    Guard: at least two, that differ in what was expected, not all entries one number.
    """
    if case.a.shape != case.e.shape or case.a.ndim < 2 or not np.isfinite(case.a).all() or distinct(case.a) < 2:
        return None
    for axis, what in ((0, "row" if case.a.ndim == 2 else "slice along axis 0"), (1, "column")):
        a, e = np.moveaxis(case.a, axis, 0), np.moveaxis(case.e, axis, 0)
        if axis == 1 and a.ndim != 2:
            continue
        if len(a) < 2 or (a != a[:1]).any() or case.fits(e, np.broadcast_to(e[:1], e.shape)):
            continue
        return Finding("same rows", f"has the same values in every {what}: {_which(a[0], e, what, case)}")
    return None


def _which(row: Array, e: Array, what: str, case: Case) -> str:
    if case.tells:
        for candidate, words in (
            (e.mean(0), f"the mean over the {what}s: was an axis averaged that was to be kept?"),
            (e.sum(0), f"the sum over the {what}s: was an axis summed that was to be kept?"),
            (e[0], f"those of the first {what}: is an index missing or fixed?"),
            (e[-1], f"those of the last {what}: is one array overwritten in a loop, or an index fixed?"),
        ):
            if case.fits(row, np.asarray(candidate)):
                return words
    return "does the result not depend on it?"


def _near(value: float, target: float, case: Case) -> bool:
    return abs(value - target) <= case.tolerance * max(abs(target), 0.1 * scale(case.e))
