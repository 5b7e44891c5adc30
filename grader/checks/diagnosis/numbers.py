"""What arithmetic does to values: overflow, integers, single precision, clamps, a function too many or too few."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from grader.checks.diagnosis.case import FEWEST_VALUES, Array, Case, Finding, distinct, scale, telling, whole
from grader.checks.wording import number_text

WRAPPING = (np.uint8, np.int8, np.uint16, np.int16, np.int32)
EPSILON_EXPONENTS = range(3, 21)
_OVERFLOW = "an exp that overflows (subtract the maximum first), a log of 0, or a division by 0"


def not_finite(case: Case) -> Finding | None:
    """nan or infinity.

    Guard: only where a finite number was due.
    """
    bad = ~np.isfinite(case.a) & np.isfinite(case.e)
    if not bad.any():
        return None
    kinds = "nan" if np.isnan(case.a[bad]).all() else "infinite" if np.isinf(case.a[bad]).all() else "nan or infinite"
    where = "" if bad.all() else f" at {int(bad.sum()):,} of {bad.size:,} entries"
    came = "nan comes of inf − inf, 0 · inf or 0 / 0" if "nan" in kinds else "infinity is too large a result"
    return Finding("not finite", f"is {kinds}{where} where a finite number was due; {came}: is there {_OVERFLOW}?")


def zeros(case: Case) -> Finding | None:
    """Nothing but zeros.

    Guard: at least two entries, and not all of them zero in what was expected.
    """
    if case.a.size < 2 or case.a.any() or not case.e.any():
        return None
    summed = case.e.ndim == 1 and abs(float(case.e.sum())) <= case.tolerance * scale(case.e)
    other = ", or is it a sum over everything, which cancels here" if summed else ""
    return Finding("zeros", f"is all zeros: was it never filled, or is a gradient not passed on{other}?")


def truncated(case: Case) -> Finding | None:
    """Decimals cut off or rounded away.

    Guard: the values expected are not whole, those received are; and the dtype is an integer's, or three
    distinguishable values agree.
    """
    if not np.isfinite(case.a).all() or not np.isfinite(case.e).all() or not whole(case.a) or whole(case.e):
        return None
    integers = case.actual.dtype.kind in "iu"
    if not integers and distinct(case.a) < FEWEST_VALUES:
        return None
    for cut in (np.trunc, np.floor, np.round):
        if (case.a == cut(case.e)).all():
            how = f"(its dtype is {case.actual.dtype})" if integers else "somewhere on the way"
            return Finding("integers", f"has lost its decimals: are values stored as integers {how}?")
    return None


def wrapped(case: Case) -> Finding | None:
    """Values beyond a small integer type's range, come round at its other end.

    Guard: some value expected lies outside the range, and every entry agrees, three of them distinguishable.
    """
    if not np.isfinite(case.a).all() or distinct(case.a) < FEWEST_VALUES or not np.isfinite(case.e).all():
        return None
    for kind in WRAPPING:
        limits = np.iinfo(kind)
        low, span = int(limits.min), 2**limits.bits
        outside = (case.e < low) | (case.e > int(limits.max))
        if outside.any() and (case.a == (np.trunc(case.e) - low) % span + low).all():
            name = np.dtype(kind).name
            return Finding(
                "wrapped", f"has values that wrapped around as {name} does: convert to float before computing"
            )
    return None


def low_precision(case: Case) -> Finding | None:
    """Close, but not as close as asked.

    Guard: the check asks for more than four digits, and every entry has four of the largest one's.
    """
    if case.rtol >= 1e-4 or not case.wrong.any() or not np.isfinite(case.a).all() or not np.isfinite(case.e).all():
        return None
    if (np.abs(case.a - case.e) > 1e-4 * np.abs(case.e) + 1e-5 * scale(case.e)).any():
        return None
    single = case.actual.dtype in (np.float32, np.float16)
    why = f"its dtype is {case.actual.dtype}" if single else "is something computed in float32, or an epsilon added?"
    return Finding("precision", f"agrees to four digits, but not to as many as are asked for: {why}")


def clamped(case: Case) -> Finding | None:
    """Right within bounds, and at the bound wherever more (or less) was due.

    Guard: at least two entries are wrong, all hold one and the same bound, all were due beyond it, and the right ones
    hold three distinguishable values.
    """
    wrong = case.wrong
    if wrong.sum() < 2 or not np.isfinite(case.a).all() or not telling(case.e[~wrong]):
        return None
    bound = float(case.a[wrong].flat[0])
    if (case.a[wrong] != bound).any():
        return None
    if bound == case.a.min() and (case.e[wrong] < bound).all():
        if bound == 0.0:
            return Finding(
                "clamped", "has 0 wherever a negative value was due: is there a ReLU, maximum or clip too many?"
            )
        return Finding(
            "clamped", f"never goes below {number_text(bound)}, though less was due: is there a clip too many?"
        )
    if bound == case.a.max() and (case.e[wrong] > bound).all():
        return Finding(
            "clamped", f"never goes above {number_text(bound)}, though more was due: is there a clip too many?"
        )
    return None


def epsilon_in_log(case: Case) -> Finding | None:
    """A logarithm of p + 1e-8, or of p clipped there, that should have gone on: 18.42 = −log(1e-8).

    Guard: every wrong entry is ∓log(1e-3 … 1e-20) to seven digits, and was due beyond it.
    """
    wrong = case.wrong
    got, due = np.atleast_1d(case.a)[np.atleast_1d(wrong)], np.atleast_1d(case.e)[np.atleast_1d(wrong)]
    if got.size == 0 or not np.isfinite(got).all() or (np.sign(got) * (due - got) <= 0).any():
        return None
    for exponent in EPSILON_EXPONENTS:
        bound = exponent * math.log(10)
        if (np.abs(np.abs(got) - bound) <= 1e-7 * bound).all():
            return Finding(
                "clamped",
                f"stops at {number_text(got[0])}, which is the size of log(1e-{exponent}): does an epsilon or a clip "
                "inside the log cap it? Log-softmax computed from the logits needs none",
            )
    return None


def _softmax(x: Array) -> Array:
    powers = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


# What makes the wrong result out of the right one.
_DONE: tuple[tuple[str, Callable[[Array], Array], str], ...] = (
    ("log", np.exp, "is the exponential of what was expected: was a log forgotten, or an exp written too many?"),
    ("log", lambda e: np.exp(-e), "is exp(−x) of what was expected: was −log forgotten?"),
    ("log", np.log, "is the logarithm of what was expected: is there a log too many?"),
    ("log", lambda e: -np.log(e), "is −log of what was expected: is there a −log too many?"),
    ("absolute", np.abs, "has the sign lost: is there an absolute value too many, or a square and its root?"),
    ("square", np.square, "is the square of what was expected: was a root forgotten, or a square too many?"),
    ("square", np.sqrt, "is the square root of what was expected: was a square forgotten, or a root taken too many?"),
    ("reciprocal", np.reciprocal, "is the reciprocal of what was expected: is a division the wrong way up?"),
    ("softmax", _softmax, "is the softmax of what was expected: is it applied where bare values were asked for?"),
    ("sigmoid", lambda e: 1 / (1 + np.exp(-e)), "is the sigmoid of what was expected: is a sigmoid applied too many?"),
)  # fmt: skip


def one_function_off(case: Case) -> Finding | None:
    """A function applied too often or not at all: log, exp, square, root, absolute value, softmax, sigmoid.

    Guard: three distinguishable values before and after, every entry fits, and the function changes more than what the
    tolerance lets pass.
    """
    a, e = case.a, case.e
    if a.shape != e.shape or a.ndim == 0 or not case.tells or distinct(a) < FEWEST_VALUES:
        return None
    with np.errstate(all="ignore"):
        for cause, function, says in _DONE:
            if case.fits(a, function(e)) and not case.fits(e, function(e)):
                return Finding(cause, says)
        if a.shape[-1] > 1 and case.fits(_softmax(a), e) and telling(a):
            return Finding("softmax", "becomes what was expected when softmax is applied to it: was it forgotten?")
    return None
