"""Right but for a factor or a term: of the whole, or of each row or column."""

from __future__ import annotations

import math

import numpy as np

from grader.checks.diagnosis.case import FEWEST_VALUES, Array, Case, Finding, distinct, scale, telling, whole
from grader.checks.diagnosis.size_words import Size, named_sizes
from grader.checks.wording import number_text

LARGEST_NAMED = 1000  # whole factors up to this are named even where no size explains them
CLEARLY = 1e-3  # a factor nearer to 1 than this is a matter of precision


def factor(case: Case) -> Finding | None:
    """actual = c · expected, everywhere, c ≠ 0, 1.

    Guard: three distinguishable non-zero values expected (so never when all are zero), and |c − 1| > 1e-3.
    """
    ratio = _ratio(case.a, case.e)
    if ratio is None or not case.tells or not case.fits(case.a, ratio * case.e):
        return None
    if abs(ratio) < 1e-12 or abs(ratio - 1.0) < CLEARLY:
        return None
    return _worded_factor(ratio, case)


def factor_of_a_number(case: Case) -> Finding | None:
    """A single number that is −1, n or 1/n times what was expected, n one of the named sizes: sum against mean.

    Guard: one value can bear no free factor, so only −1 and sizes of 3 or more count, at 1e-6, on a number that is
    not whole.
    """
    if case.actual.size != 1 or case.expected.size != 1 or whole(case.e):
        return None
    ratio = float(case.a.reshape(-1)[0] / case.e.reshape(-1)[0])
    if _near(ratio, -1.0, 1e-6):
        return Finding("sign", "has the right magnitude, but the wrong sign: was a minus forgotten?")
    for size in named_sizes(case.sizes):
        if size.value >= 3 and (_near(ratio, size.value, 1e-6) or _near(ratio, 1 / size.value, 1e-6)):
            return _by_size(ratio, size, "")
    return None


def offset(case: Case) -> Finding | None:
    """actual = expected + c, everywhere, c ≠ 0.

    Guard: three distinguishable values expected, and c well above what the tolerance lets pass.
    """
    if case.a.size < FEWEST_VALUES or not np.isfinite(case.a).all() or not case.tells:
        return None
    constant = float(np.mean(case.a - case.e))
    if abs(constant) < 10 * case.tolerance * scale(case.e) or not case.fits(case.a, case.e + constant):
        return None
    detail = f"the constant is {number_text(constant)}"
    if whole(case.a) and whole(case.e) and abs(constant) == 1.0:
        side = "large" if constant > 0 else "small"
        return Finding(
            "offset", f"is too {side} by 1 everywhere: is something counted from 1 that begins at 0?", detail
        )
    return Finding("offset", "is off by the same constant everywhere: is a term missing, or one too many?", detail)


def factor_by_slice(case: Case) -> Finding | None:
    """Each row (or each column) is its own multiple of what was expected.

    Guard: two dimensions, at least two rows, three distinguishable values expected in each, factors that differ,
    and at most a third of them 1.
    """
    for axis, what in _slices(case):
        a, e = np.moveaxis(case.a, axis, 0), np.moveaxis(case.e, axis, 0)
        if not all(distinct(row) >= FEWEST_VALUES for row in e):
            continue
        ratios = (a * e).sum(1) / (e * e).sum(1)
        if _mostly_right(ratios - 1.0, CLEARLY):
            continue
        if np.ptp(ratios) > CLEARLY * scale(ratios) and all(map(case.fits, a, ratios[:, None] * e)):
            return Finding(
                f"factor by {what}",
                f"is off by a factor of its own in each {what}: was a normalisation over each {what} forgotten, "
                f"or a quantity of one {what} used for another?",
            )
    return None


def offset_by_slice(case: Case) -> Finding | None:
    """Each row (or each column) is off by its own constant.

    Guard: two dimensions, at least two rows of three or more entries with three distinguishable values between them
    after the row's mean is taken off, constants that differ, and at most a third of them 0.
    """
    for axis, what in _slices(case):
        a, e = np.moveaxis(case.a, axis, 0), np.moveaxis(case.e, axis, 0)
        if a.shape[1] < FEWEST_VALUES or not telling(e - e.mean(1, keepdims=True)):
            continue
        constants = (a - e).mean(1)
        clear = 10 * case.tolerance * scale(e)
        if _mostly_right(constants, clear):
            continue
        if np.ptp(constants) > clear and case.fits(a, e + constants[:, None]):
            ask = (
                "was a row's own term (its maximum, the log of its sum of exponentials) forgotten or added twice?"
                if what == "row"
                else "was a bias forgotten or added twice?"
            )
            return Finding(f"offset by {what}", f"is off by a constant of its own in each {what}: {ask}")
    return None


def normalised_over_wrong_axis(case: Case) -> Finding | None:
    """Probabilities that sum to 1 over another axis than those expected, or over everything.

    If a = x / c_j and e = x / r_i for one positive table x, then log(a / e) is a sum of a row's and a column's term.
    Guard: exactly that holds, for two dimensions of at least 2, all entries positive.
    """
    a, e = case.a, case.e
    if a.ndim != 2 or min(a.shape) < 2 or not np.isfinite(a).all() or (a <= 0).any() or (e <= 0).any():
        return None
    log_ratio = np.log(a) - np.log(e)
    both = log_ratio.mean(0, keepdims=True) + log_ratio.mean(1, keepdims=True) - log_ratio.mean()
    if np.abs(log_ratio - both).max() > 10 * case.tolerance or not case.tells:
        return None
    due = next((axis for axis in (1, 0) if _sums_to_one(e, axis)), None)
    if due is None or _sums_to_one(a, due):
        return None
    if _sums_to_one(a, 1 - due):
        return Finding(
            "axis", f"sums to 1 over axis {1 - due}, where axis {due} was asked for: which axis is summed over?"
        )
    if _sums_to_one(a, None):
        return Finding("axis", f"sums to 1 over the whole array, where axis {due} was asked for: was axis= forgotten?")
    return None


def _worded_factor(ratio: float, case: Case) -> Finding:
    near = max(10 * case.tolerance, 1e-9)
    minus = "minus " if ratio < 0 else ""
    size = abs(ratio)
    if _near(ratio, -1.0, near):
        return Finding("sign", "has the wrong sign everywhere: was a minus forgotten, or one written too many?")
    for named in named_sizes(case.sizes):
        if _near(size, named.value, near) or _near(size, 1 / named.value, near):
            return _by_size(ratio, named, minus)
    for value, says in (
        (2.0, "is exactly {minus}twice what was expected: was a ½ forgotten, or something added twice?"),
        (0.5, "is exactly {minus}half of what was expected: was a 2 (of a square's derivative) forgotten?"),
        (
            1 / math.log(2),
            "is {minus}1/ln 2 times what was expected: is a logarithm to base 2 used for the natural one?",
        ),
        (1 / math.log(10), "is {minus}1/ln 10 times what was expected: is log10 used for the natural logarithm?"),
        (255.0, "is exactly {minus}255 times what was expected: were pixels not scaled to 0…1?"),
        (1 / 255, "is exactly {minus}1/255 of what was expected: were pixels scaled to 0…1 twice?"),
    ):
        if _near(size, value, near):
            return Finding("factor", says.format(minus=minus))
    for words, value in (("{} times", size), ("1/{} of", 1 / size)):
        if 2 < value < LARGEST_NAMED and _near(value, round(value), near):
            times = words.format(round(value))
            return Finding(
                "factor", f"is exactly {minus}{times} what was expected: is a constant forgotten or repeated?"
            )
    return Finding(
        "factor",
        "has the right proportions, but one and the same factor is wrong everywhere, and no size at hand explains it: "
        "is a constant missing, or used twice?",
        f"the factor is {number_text(ratio)}",
    )


def _by_size(ratio: float, size: Size, minus: str) -> Finding:
    sign = " and the sign wrong" if minus else ""
    if abs(ratio) > 1:
        ask = "was the division by N forgotten" if size.is_batch else "was a sum taken where a mean was due"
        return Finding(
            "factor", f"is exactly {minus}{size.value} times what was expected, and {size.phrase}: {ask}{sign}?"
        )
    ask = (
        "was the division by N done twice, or a mean taken where a sum was due"
        if size.is_batch
        else "was a mean taken where a sum was due, or the mean over too many entries"
    )
    return Finding("factor", f"is exactly {minus}1/{size.value} of what was expected, and {size.phrase}: {ask}{sign}?")


def _ratio(a: Array, e: Array) -> float | None:
    """The c that brings c · e nearest to a, by least squares."""
    if not np.isfinite(a).all() or not np.isfinite(e).all():
        return None
    largest = scale(e)
    if largest == 0.0:
        return None
    unit = e / largest
    return float((a * unit).sum() / (unit * unit).sum() / largest)


def _near(value: float, target: float, tolerance: float) -> bool:
    return abs(value - target) <= tolerance * abs(target)


def _slices(case: Case) -> tuple[tuple[int, str], ...]:
    if case.a.ndim != 2 or min(case.a.shape) < 2 or not np.isfinite(case.a).all() or not np.isfinite(case.e).all():
        return ()
    return ((0, "row"), (1, "column"))


def _mostly_right(differences: Array, clear: float) -> bool:
    return bool(np.mean(np.abs(differences) <= clear) > 1 / 3)


def _sums_to_one(array: Array, axis: int | None) -> bool:
    return bool((np.abs(array.sum(axis) - 1.0) < 1e-4).all())
