"""Another shape than expected: an axis not summed, kept, dropped, transposed, cut, or combined with itself."""

from __future__ import annotations

import numpy as np

from grader.checks.diagnosis.case import Array, Case, Finding, telling, whole
from grader.checks.diagnosis.size_words import batch_size
from grader.checks.wording import plural


def scores_for_classes(case: Case) -> Finding | None:
    """Scores of every class where the number of one was due.

    Guard: whole numbers expected, one axis more at the end, with room for the largest class.
    """
    a, e = case.a, case.e
    if a.ndim != e.ndim + 1 or a.shape[:-1] != e.shape or a.shape[-1] < 2 or e.size == 0 or not whole(e):
        return None
    if e.min() < 0 or e.max() >= a.shape[-1] or case.expected.dtype.kind not in "iu":
        return None
    return Finding("argmax", "has an axis for the classes: was argmax over it forgotten?")


def length_one_axis(case: Case) -> Finding | None:
    """An axis of length 1 too many or too few.

    Guard: without axes of length 1 the shapes agree, with them they do not have equally many.
    """
    a, e = case.a, case.e
    if a.ndim == e.ndim or np.squeeze(a).shape != np.squeeze(e).shape:
        return None
    right = "the right values, but " if case.fits(np.squeeze(a).reshape(-1), np.squeeze(e).reshape(-1)) else ""
    if a.ndim > e.ndim:
        return Finding(
            "extra axis", f"has {right}an axis of length 1 too many: a keepdims=True, or [:, None], too many?"
        )
    return Finding(
        "missing axis", f"has {right}an axis of length 1 too few: keepdims=True forgotten, or a squeeze too many?"
    )


def collapsed(case: Case) -> Finding | None:
    """A single number where an array was due.

    Guard: more than one entry expected.
    """
    if case.a.size != 1 or case.e.size < 2:
        return None
    value = case.a.reshape(-1)
    for total, what in ((case.e.sum(), "the sum"), (case.e.mean(), "the mean")):
        if np.isfinite(total) and case.tells and case.fits(value, np.reshape(total, 1)):
            return Finding("collapsed", f"is a single number, {what} of all that was due: was axis= forgotten?")
    return Finding("collapsed", "is a single number where an array was due: was axis= forgotten in a sum or mean?")


def not_reduced(case: Case) -> Finding | None:
    """An axis that was to be summed or averaged over is still there.

    Guard: without that axis the shape is right; and summing or averaging over it gives every value expected, three of
    them distinguishable, or its length is that of the batch.
    """
    a, e = case.a, case.e
    if a.ndim != e.ndim + 1:
        return None
    axes = [axis for axis in range(a.ndim) if a.shape[axis] > 1 and _without(a.shape, axis) == e.shape]
    for axis in axes:
        over = "the batch" if a.shape[axis] == batch_size(case.sizes) else f"axis {axis}"
        for reduced, what in ((a.sum(axis), "sum"), (a.mean(axis), "mean")):
            if case.tells and case.fits(np.asarray(reduced), e):
                return Finding(
                    "not summed", f"is right once axis {axis} is reduced: was the {what} over {over} forgotten?"
                )
    for axis in axes:
        if a.shape[axis] == batch_size(case.sizes):
            return Finding(
                "not summed",
                f"still has an axis of {a.shape[axis]}, and the batch has {a.shape[axis]} examples: "
                "was the sum over the batch forgotten?",
            )
    return None


def reduced_too_much(case: Case) -> Finding | None:
    """An axis that was to stay has been summed or averaged over.

    Guard: the sum or mean of what was expected gives every value, three of them distinguishable.
    """
    a, e = case.a, case.e
    if a.ndim != e.ndim - 1 or a.ndim == 0 or not telling(a):
        return None
    for axis in range(e.ndim):
        for reduced, what in ((e.sum(axis), "summed"), (e.mean(axis), "averaged")):
            if e.shape[axis] > 1 and a.shape == reduced.shape and case.fits(a, reduced):
                return Finding("summed too much", f"has been {what} over axis {axis}, which was to stay")
    return None


def reshaped(case: Case) -> Finding | None:
    """The right values in the right order, in another shape.

    Guard: three distinguishable values, every entry fits, and it is no matter of an axis of length 1.
    """
    a, e = case.a, case.e
    if (
        a.shape == e.shape
        or length_one_axis(case) is not None
        or a.size != e.size
        or not case.tells
        or not case.fits(a.reshape(-1), e.reshape(-1))
    ):
        return None
    return Finding(
        "reshaped", "has the right values in the right order, but in another shape: was a reshape forgotten?"
    )


def cut_or_padded(case: Case) -> Finding | None:
    """Rows (or columns, …) missing or added at one end, the others right.

    Guard: all other axes agree, and what both have is right, three values of it distinguishable.
    """
    a, e = case.a, case.e
    axes = [axis for axis in range(a.ndim) if a.ndim == e.ndim and a.shape[axis] != e.shape[axis]]
    if len(axes) != 1:
        return None
    axis = axes[0]
    short, long = sorted((a.shape[axis], e.shape[axis]))
    noun = ("row", "column")[axis] if a.ndim == 2 else "entry" if a.ndim == 1 else "slice"
    count = plural(long - short, noun)
    for start, end in ((0, "end"), (long - short, "beginning")):
        both = [array if array.shape[axis] == short else _part(array, axis, start, short) for array in (a, e)]
        if telling(both[1]) and case.fits(both[0], both[1]):
            if a.shape[axis] < e.shape[axis]:
                why = (
                    "was the last, shorter batch dropped, or a range too short?" if end == "end" else "is a start off?"
                )
                return Finding("cut", f"is right but lacks {count} at the {end}: {why}")
            return Finding(
                "padded", f"is right but has {count} too many at the {end}: a bias row, padding, a range too long?"
            )
    return None


def combined_with_itself(case: Case) -> Finding | None:
    """(n, n) where (n,) or (n, 1) was due: an (n,) met an (n, 1).

    Guard: exactly that shape, n > 1.
    """
    n = case.e.size
    if n < 2 or case.a.shape != (n, n) or case.e.shape not in ((n,), (n, 1), (1, n)):
        return None
    return Finding("outer", f"combines all {n} with all {n}: did an array of shape ({n}, 1) meet one of shape ({n},)?")


def batch_kept(case: Case) -> Finding | None:
    """The batch's axis where another one was due: summed over the wrong one.

    Guard: equally many axes, one of another length, and that is the batch's, not to be taken for the one expected.
    """
    a, e, batch = case.a.shape, case.e.shape, batch_size(case.sizes)
    other = [axis for axis in range(len(a)) if len(a) == len(e) and a[axis] != e[axis]]
    if batch is None or batch < 2 or len(other) != 1 or a[other[0]] != batch:
        return None
    return Finding(
        "wrong axis",
        f"has {batch} along axis {other[0]}, and the batch has {batch} examples: is another axis summed over?",
    )


def transposed_shape(case: Case) -> Finding | None:
    """The expected axes in another order, the values not right even so.

    Guard: same axis lengths, another order; says no more than that.
    """
    a, e = case.a.shape, case.e.shape
    if a == e or sorted(a) != sorted(e) or len(a) < 2 or min(a) < 2:
        return None
    if len(a) == 2:
        return Finding("transposed", "has rows and columns exchanged: is a .T missing, or one too many?")
    return Finding("permuted axes", "has its axes in another order than expected")


def _without(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return shape[:axis] + shape[axis + 1 :]


def _part(array: Array, axis: int, start: int, length: int) -> Array:
    chosen = [slice(None)] * array.ndim
    chosen[axis] = slice(start, start + length)
    return array[tuple(chosen)]
