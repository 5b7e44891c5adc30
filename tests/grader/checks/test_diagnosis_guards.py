"""Each hypothesis is silent where agreement is chance, or where it is not the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from grader.checks.diagnosis import SAME_SHAPE, Case, factors, numbers, order, parts, repeats, shapes
from grader.checks.diagnosis.size_words import named_sizes

RNG = np.random.default_rng(11)
TABLE = RNG.normal(size=(5, 7))
SYMMETRIC = TABLE.T @ TABLE
ONE_ROW_OFF = TABLE + np.where(np.arange(5) == 2, 1.0, 0.0)[:, None]
RELU = np.maximum(TABLE, 0)
LOW = np.append(RNG.uniform(0, 1, 9), [-0.5, -0.4])
NEARLY = [1.0, 9e-6]
SILENT: dict[str, tuple[Any, Any, Any]] = {
    "two whole numbers in proportion": (factors.factor, [2, 4, 6], [1, 2, 3]),
    "fewer than three values": (factors.factor, [3.0, 3.0, 4.5, 0.0], [1.5, 1.5, 2.25, 0.0]),
    "zeros expected": (factors.factor, np.ones(5), np.zeros(5)),
    "factor of nearly one": (factors.factor, TABLE * 1.0005, TABLE),
    "factor but for one entry": (factors.factor, np.where(TABLE.max() == TABLE, 0, 5 * TABLE), TABLE),
    "factor of nothing": (factors.factor, 0 * TABLE, TABLE),
    "a number with a free factor": (factors.factor_of_a_number, 7.31, 2.17),
    "a number twice, in a batch of two": (factors.factor_of_a_number, 2.5, 1.25),
    "a whole number": (factors.factor_of_a_number, 25.0, 5.0),
    "whole numbers off by one": (factors.offset, [2, 3, 4], [1, 2, 3]),
    "offset within the tolerance": (factors.offset, TABLE + 1e-7, TABLE),
    "one row off": (factors.offset_by_slice, ONE_ROW_OFF, TABLE),
    "one row scaled": (factors.factor_by_slice, TABLE * np.where(np.arange(5) == 2, 3.0, 1.0)[:, None], TABLE),
    "sums to one, by other values": (
        factors.normalised_over_wrong_axis,
        RNG.dirichlet(np.ones(5), size=7).T,
        RNG.dirichlet(np.ones(7), size=5),
    ),
    "not finite where due": (numbers.not_finite, [np.inf, 1.0], [np.inf, 2.0]),
    "a number zero": (numbers.zeros, 0.0, 1.5),
    "zeros where due": (numbers.zeros, [0.0, 0.0], [0.0, 0.0]),
    "whole numbers expected": (numbers.truncated, [1, 2, 3, 5], [1, 2, 3, 4]),
    "whole by chance": (numbers.truncated, [1.0, 2.0, 2.0], [1.2, 2.7, 2.2]),
    "no value out of range": (numbers.wrapped, [1.0, 2.0, 3.0], [1.5, 2.0, 3.0]),
    "two bounds": (numbers.clamped, LOW, np.append(LOW[:-2], [-2.0, -3.0])),
    "not beyond the bound": (numbers.clamped, np.maximum(TABLE, 0.0), np.where(TABLE < 0, 0.5, TABLE)),
    "a large number, but no log of a power of ten": (numbers.epsilon_in_log, 18.5, 1000.0),
    "a cap that was not reached": (numbers.epsilon_in_log, -np.log(1e-8), 2.5),
    "symmetric and right": (order.transposed, SYMMETRIC, SYMMETRIC),
    "symmetric to a flip and right": (order.flipped, SYMMETRIC + SYMMETRIC[::-1], SYMMETRIC + SYMMETRIC[::-1]),
    "periodic and right": (order.shifted, np.tile([1.5, 2.5, 3.5, 0.5], 3), np.tile([1.5, 2.5, 3.5, 0.5], 3)),
    "classes in another order": (order.reordered, [1, 2, 0, 3, 4, 2, 1], [2, 1, 1, 3, 0, 4, 2]),
    "rows that are due alike": (repeats.same_rows, np.tile(TABLE[:1] + 1, (4, 1)), np.tile(TABLE[:1], (4, 1))),
    "one number due": (repeats.one_number, np.full(5, 2.5), np.full(5, 1.5)),
    "zeros right": (parts.right_in_part, [0.0, 0.0, 0.0, 0.0, 7.0], [0.0, 0.0, 0.0, 0.0, 3.0]),
    "wrong all over": (parts.right_in_part, np.where(RNG.random((5, 7)) < 0.5, TABLE, 9.0), TABLE),
    "whole rows masked": (parts.masked_too_much, np.where(np.arange(5)[:, None] < 2, 0.0, TABLE), TABLE),
    "one column": (parts.one_entry_a_row, TABLE + np.eye(7)[[1] * 5], TABLE),
    "some zeros right": (parts.mask_forgotten, np.where(TABLE < -0.5, TABLE, RELU), RELU),
    "scores and fractions": (shapes.scores_for_classes, TABLE, [0.0, 1.0, 2.0, 0.0, 1.0]),
    "classes beyond the scores": (shapes.scores_for_classes, TABLE, [0, 1, 2, 7, 1]),
    "an axis that is no batch": (shapes.not_reduced, RNG.normal(size=(6, 7)), TABLE[0]),
    "cut, but wrong": (shapes.cut_or_padded, TABLE[:-1] + 1, TABLE),
    "the batch where it is due": (shapes.batch_kept, RNG.normal(size=(5, 4)), TABLE),
    "two axes off": (shapes.batch_kept, RNG.normal(size=(5, 4)), RNG.normal(size=(3, 7))),
    "same axes": (shapes.transposed_shape, TABLE, TABLE),
}  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_silent_where_guarded(name: str) -> None:
    hypothesis, actual, expected = SILENT[name]
    case = Case(np.asarray(actual), np.asarray(expected), sizes={"N": 5, "H": 2}, atol=1e-9)
    assert hypothesis(case) is None


def test_no_precision_is_missed_where_little_is_asked_for() -> None:
    assert numbers.low_precision(Case(np.array(NEARLY), np.array([1.0, 1e-9]), rtol=1e-3, atol=0.0)) is None


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_the_tolerance_is_the_dtypes(dtype: Any) -> None:
    actual = (5 * TABLE).astype(dtype)
    assert factors.factor(Case(actual, TABLE, rtol=1e-9)) is not None
    noise = 50 * float(np.finfo(dtype).eps) ** (2 / 3) * np.sign(RNG.normal(size=TABLE.shape))
    assert factors.factor(Case((5 * TABLE * (1 + noise)).astype(dtype), TABLE, rtol=1e-9)) is None


@pytest.mark.parametrize("kind", ["symmetric", "constant", "zeros", "identity", "ramp", "classes"])
def test_right_values_with_structure_are_not_explained(kind: str) -> None:
    value = {
        "symmetric": SYMMETRIC,
        "constant": np.full((4, 4), 2.5),
        "zeros": np.zeros((3, 3)),
        "identity": np.eye(5),
        "ramp": np.linspace(0, 1, 12),
        "classes": np.array([1, 2, 2, 1, 0, 3, 3]),
    }[kind]
    with np.errstate(all="ignore"):
        assert [h.__name__ for h in SAME_SHAPE if h(Case(value, value))] == []


@pytest.mark.parametrize(
    ("sizes", "phrases"),
    [
        ({"K": 3, "N": 5}, ["the batch has 5 examples", "there are 3 classes", "5 · 3 = 15"]),
        ({"H": 5, "batch": 5}, ["the batch has 5 examples"]),
        ({"N": 1, "D": 7}, ["D is 7"]),
    ],
)
def test_sizes_are_named_once_the_batch_first(sizes: Mapping[str, int], phrases: list[str]) -> None:
    named = [size.phrase for size in named_sizes(sizes)]
    assert len(named) == len(phrases)
    assert all(text.startswith(phrase) for text, phrase in zip(named, phrases, strict=True))


def test_zeros_may_be_a_sum_that_cancels() -> None:
    due = np.array([0.3, -0.5, 0.2])
    asked = "a sum over everything"
    assert asked in str(numbers.zeros(Case(np.zeros(3), due)))
    assert asked not in str(numbers.zeros(Case(np.zeros(3), due + 1)))
