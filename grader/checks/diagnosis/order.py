"""The right values in the wrong places: transposed, permuted, flipped, shifted, reordered."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

import numpy as np

from grader.checks.diagnosis.case import Array, Case, Finding, scale, telling
from grader.checks.wording import plural

MOST_AXES = 5  # 120 permutations


def transposed(case: Case) -> Finding | None:
    """A table with rows and columns exchanged.

    Guard: two dimensions above 1; where the shapes agree as well, three distinguishable values.
    """
    if case.a.ndim != 2 or case.e.ndim != 2 or case.a.shape != case.e.shape[::-1] or min(case.a.shape) < 2:
        return None
    if case.tells and case.fits(case.a, case.e.T) and not case.right:
        return Finding("transposed", "is the transpose of what was expected: is a .T missing, or one too many?")
    return None


def permuted_axes(case: Case) -> Finding | None:
    """Three or more axes in another order, as a transpose or as a reshape that was to be one; a reshape of a table too.

    Guard: three distinguishable values, two axes above 1, and every entry fits.
    """
    a, e = case.a, case.e
    if a.size != e.size or not 2 <= e.ndim <= MOST_AXES or sum(size > 1 for size in e.shape) < 2 or not case.tells:
        return None
    if case.right:
        return None
    for axes in permutations(range(e.ndim)):
        moved = e.transpose(axes)
        if axes == tuple(range(e.ndim)):
            continue
        if e.ndim > 2 and a.shape == moved.shape and case.fits(a, moved):
            return Finding("permuted axes", f"has its axes in another order: what is expected, transposed by {axes}")
        if a.shape == e.shape and a.shape != moved.shape and case.fits(a, moved.reshape(a.shape)):
            return Finding(
                "reshape for transpose",
                "has the right values in an order that reshape gives where a transpose was due (or the reverse)",
            )
    return None


def flipped(case: Case) -> Finding | None:
    """Reversed along one axis or several.

    Guard: one shape, at least three entries along the axes together, three distinguishable values.
    """
    a, e = case.a, case.e
    if a.shape != e.shape or not case.tells or case.right:
        return None
    long = [axis for axis in range(e.ndim) if e.shape[axis] > 1]
    for count in range(1, min(len(long), 3) + 1):
        for axes in combinations(long, count):
            if case.fits(a, np.flip(e, axes)):
                along = f"axis {axes[0]}" if count == 1 else f"axes {', '.join(map(str, axes))}"
                return Finding("flipped", f"is reversed along {along}: is a [::-1] or a flip missing, or one too many?")
    return None


def shifted(case: Case) -> Finding | None:
    """Moved by a few places along one axis; what leaves at one end comes in at the other, or something else does.

    Guard: one shape; round the end, three distinguishable values; without, at most half of the axis and 8 places, and
    three distinguishable values in what remains.
    """
    a, e = case.a, case.e
    if a.shape != e.shape or not case.tells or case.right:
        return None
    for axis in range(e.ndim):
        for shift in _shifts(case, axis):
            if case.fits(a, np.roll(e, shift, axis)):
                places = min(shift, e.shape[axis] - shift)
                return Finding("shifted", f"is shifted by {places} along axis {axis}: is an index off by {places}?")
        for shift in _short_shifts(e.shape[axis]):
            rest_a, rest_e = _overlap(a, shift, axis), _overlap(e, -shift, axis)
            if case.fits(rest_a, rest_e) and telling(rest_e):
                places, way = abs(shift), "later" if shift > 0 else "earlier"
                return Finding(
                    "shifted",
                    f"has everything {plural(places, 'place')} {way} along axis {axis}: is an index off by {places}?",
                )
    return None


def reordered(case: Case) -> Finding | None:
    """The same values, all in other places.

    Guard: one shape, three distinguishable values, none of them whole numbers (class numbers agree so by chance), and
    some entry is far from right where it is.
    """
    a, e = case.a, case.e
    if a.shape != e.shape or a.size < 3 or not case.tells or bool((e == np.round(e)).any()):
        return None
    if (np.abs(a - e) <= 1e-3 * scale(e)).all() or not case.fits(np.sort(a, axis=None), np.sort(e, axis=None)):
        return None
    return Finding(
        "reordered", "has the right values in the wrong places: is something shuffled, sorted or indexed twice?"
    )


def _shifts(case: Case, axis: int) -> Iterator[int]:
    """Shifts under which the first slice fits: trying those alone keeps long axes cheap."""
    first = np.take(case.a, 0, axis)
    for shift in range(1, case.e.shape[axis]):
        if case.fits(np.atleast_1d(first), np.atleast_1d(np.take(case.e, -shift, axis))):
            yield shift


def _short_shifts(length: int) -> Iterator[int]:
    for places in range(1, min(length // 2, 8) + 1):
        yield places
        yield -places


def _overlap(array: Array, shift: int, axis: int) -> Array:
    """What is left after the first `shift` slices are dropped, or the last −shift."""
    chosen = [slice(None)] * array.ndim
    chosen[axis] = slice(shift, None) if shift > 0 else slice(None, shift)
    return array[tuple(chosen)]
