"""Right in part: which rows, columns or entries are not."""

from __future__ import annotations

import numpy as np

from grader.checks.diagnosis.case import Case, Finding, Mask, telling
from grader.checks.diagnosis.factors import factor
from grader.checks.wording import index_text, listing, plural

FEW_ENTRIES = 3


def mask_forgotten(case: Case) -> Finding | None:
    """Right wherever something is due, and something wherever 0 is.

    Guard: three zeros or more are due, none is there, and the right entries hold three distinguishable values.
    """
    if not _partly_right(case):
        return None
    nothing_due = case.e == 0
    if nothing_due.sum() < 3 or (case.wrong != nothing_due).any() or (case.a[nothing_due] == 0).any():
        return None
    return Finding("mask", "has values where 0 was due, and is right elsewhere: was a mask (as of a ReLU) forgotten?")


def masked_too_much(case: Case) -> Finding | None:
    """0 at every wrong entry.

    Guard: at least three wrong ones, of either sign in what was expected (of one sign it is a clamp), scattered (not
    whole rows or columns); the right ones hold three distinguishable values.
    """
    wrong = case.wrong
    if not _partly_right(case) or wrong.sum() < 3 or case.a[wrong].any() or _region(wrong) is not None:
        return None
    if (case.e[wrong] > 0).all() or (case.e[wrong] < 0).all():
        return None
    return Finding("mask", "is 0 at every wrong entry, and right elsewhere: is a mask taken from the wrong array?")


def one_entry_a_row(case: Case) -> Finding | None:
    """Wrong at exactly one entry of each row, not always in one column: the target's.

    Guard: at least three rows and three columns; the right entries hold three distinguishable values.
    """
    wrong = case.wrong
    if wrong.ndim != 2 or min(wrong.shape) < 3 or not _partly_right(case) or (wrong.sum(1) != 1).any():
        return None
    columns = wrong.argmax(1)
    if len(set(columns.tolist())) < 2 or (wrong.shape[0] == wrong.shape[1] and _is_diagonal(wrong)):
        return None
    return Finding(
        "target entry", "is wrong at exactly one entry of each row: is the −1 at the target's place missing?"
    )


def right_in_part(case: Case) -> Finding | None:
    """Wrong in whole rows, columns or slices, on or off the diagonal, at the border, or at very few entries.

    Guard: what is wrong can be said in few words, and the right entries hold three distinguishable values.
    """
    wrong = case.wrong
    if not _partly_right(case):
        return None
    where = _region(wrong)
    if where is None:
        return None
    return Finding("in part", f"is wrong only {where}{_there(case)}")


def _partly_right(case: Case) -> bool:
    if not case.wrong.any() or not np.isfinite(case.a).all():
        return False
    return telling(case.e[~case.wrong & (np.abs(case.e) > 10 * case.atol)])


def _there(case: Case) -> str:
    """What can be said of the wrong entries alone."""
    a, e = case.actual[case.wrong], case.expected[case.wrong]
    if not a.any():
        return ", where it is 0: is a loop too short, or the last batch or example left out?"
    finding = factor(Case(a, e, case.name, case.rtol, case.atol, case.sizes))
    if finding is not None:
        return f"; there it {finding.says}"
    return ": is a special case, a boundary or an index wrong?"


def _region(wrong: Mask) -> str | None:
    """Where the wrong entries are, in words; None when they are all over the place."""
    if wrong.ndim == 0:
        return None
    for axis in range(wrong.ndim):
        slices = np.moveaxis(wrong, axis, 0).reshape(wrong.shape[axis], -1)
        bad = np.flatnonzero(slices.any(1))
        if not slices[bad].all():
            continue
        words = _slices_text(bad, wrong.shape[axis], axis, wrong.ndim)
        if words:
            return words
    if wrong.ndim == 2 and wrong.shape[0] == wrong.shape[1] and wrong.shape[0] > 2:
        if _is_diagonal(wrong):
            return "on the diagonal"
        if _is_diagonal(~wrong):
            return "off the diagonal"
    if wrong.ndim >= 2 and min(wrong.shape[-2:]) > 2 and _is_border(wrong):
        return "at the border (first and last index of the last two axes)"
    if wrong.sum() <= FEW_ENTRIES and wrong.sum() * 4 <= wrong.size:
        return f"at {listing([index_text(index) for index in np.argwhere(wrong)])}"
    return None


def _slices_text(bad: np.ndarray, length: int, axis: int, ndim: int) -> str:
    noun = "entry" if ndim == 1 else ("row", "column")[axis] if ndim == 2 else "slice"
    along = f" along axis {axis}" if ndim > 2 else ""
    good = np.setdiff1d(np.arange(length), bad)
    if len(bad) == 1:
        which = "first " if bad[0] == 0 else "last " if bad[0] == length - 1 else ""
        return f"in the {which}{noun}{along}" if which else f"in {noun} {bad[0]}{along}"
    if len(good) == 1:
        which = "first " if good[0] == 0 else "last " if good[0] == length - 1 else ""
        return f"outside the {which}{noun}{along}" if which else f"outside {noun} {good[0]}{along}"
    if bad[-1] - bad[0] == len(bad) - 1 and (bad[0] == 0 or bad[-1] == length - 1):
        return f"in the {'first' if bad[0] == 0 else 'last'} {plural(len(bad), noun)}{along}"
    for step in (2, 3):
        for start in range(step):
            if np.array_equal(bad, np.arange(start, length, step)) and len(bad) > 2:
                return f"in every {'second' if step == 2 else 'third'} {noun} from {start} on{along}"
    if len(bad) <= FEW_ENTRIES and len(bad) * 2 <= length:
        return f"in {plural(2, noun)[2:]} {listing([str(index) for index in bad])}{along}"
    return ""


def _is_diagonal(mask: Mask) -> bool:
    return bool((mask == np.eye(mask.shape[0], dtype=np.bool_)).all())


def _is_border(mask: Mask) -> bool:
    border = np.ones(mask.shape[-2:], dtype=np.bool_)
    border[1:-1, 1:-1] = False
    return bool((mask == border).all())
