"""Why a result differs from what was expected: hypotheses in order of simplicity; the first that fits is named.

A hypothesis is a function of a Case that returns a Finding or None. Its docstring says what it claims and what guards
it against claiming that by chance. It may be asked about any pair of real, non-empty arrays, `SAME_SHAPE` ones only
about arrays of one shape.
"""

from __future__ import annotations

import numpy as np

from grader.checks.diagnosis import factors, numbers, order, parts, repeats, shapes
from grader.checks.diagnosis.case import Case, Finding, Hypothesis

__all__ = ["Case", "Finding", "Hypothesis", "explain"]

MOST_ENTRIES = 2**22  # above that a diagnosis costs seconds

SAME_SHAPE: tuple[Hypothesis, ...] = (
    numbers.not_finite,
    numbers.truncated,
    numbers.wrapped,
    numbers.zeros,
    factors.factor_of_a_number,
    factors.factor,
    factors.offset,
    numbers.low_precision,
    order.transposed,
    order.permuted_axes,
    order.flipped,
    order.shifted,
    repeats.one_number,
    repeats.same_rows,
    numbers.epsilon_in_log,
    numbers.clamped,
    numbers.one_function_off,
    factors.normalised_over_wrong_axis,
    factors.factor_by_slice,
    factors.offset_by_slice,
    parts.mask_forgotten,
    parts.masked_too_much,
    parts.one_entry_a_row,
    parts.right_in_part,
    order.reordered,
)
# of a sample of entries: what does not ask for neighbours
SAMPLED: tuple[Hypothesis, ...] = (
    numbers.not_finite,
    numbers.truncated,
    numbers.wrapped,
    numbers.zeros,
    factors.factor,
    factors.offset,
    numbers.low_precision,
    repeats.one_number,
    numbers.epsilon_in_log,
    numbers.clamped,
    numbers.one_function_off,
    parts.mask_forgotten,
)
OTHER_SHAPE: tuple[Hypothesis, ...] = (
    shapes.scores_for_classes,
    shapes.length_one_axis,
    shapes.collapsed,
    order.transposed,
    order.permuted_axes,
    shapes.not_reduced,
    shapes.reduced_too_much,
    shapes.cut_or_padded,
    shapes.reshaped,
    shapes.combined_with_itself,
    shapes.batch_kept,
    shapes.transposed_shape,
)


def explain(case: Case) -> Finding | None:
    """The simplest hypothesis that fits, or None when none does."""
    for array in (case.actual, case.expected):
        if array.dtype.kind == "c" or not 0 < array.size <= MOST_ENTRIES:
            return None
    hypotheses = SAME_SHAPE if case.actual.shape == case.expected.shape else OTHER_SHAPE
    if case.places is not None:
        hypotheses = SAMPLED
    with np.errstate(all="ignore"):
        return next((finding for hypothesis in hypotheses if (finding := hypothesis(case)) is not None), None)
