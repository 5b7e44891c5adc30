"""The full cross table: each hypothesis fires on its own mistake, on no other's but where one implies the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.checks.diagnosis import OTHER_SHAPE, SAME_SHAPE, Case, explain

Array = np.ndarray
Make = Callable[[np.random.Generator], tuple[Any, Any]]
SIZES = {"batch": 5, "K": 3, "H": 11}


@dataclass(frozen=True)
class Mistake:
    """`make` gives (actual, expected); `fires` is its hypothesis; `says` is in what that says."""

    name: str
    fires: str
    make: Make
    says: str = ""
    rtol: float = 1e-5


def table(rng: np.random.Generator, *shape: int) -> Array:
    return rng.normal(size=shape or (5, 7))


def done(function: Callable[[Array], Any], *shape: int) -> Make:
    def make(rng: np.random.Generator) -> tuple[Any, Any]:
        expected = table(rng, *shape)
        return function(expected), expected

    return make


def softmaxes(wrong_axis: int | None) -> Make:
    def make(rng: np.random.Generator) -> tuple[Any, Any]:
        powers = np.exp(table(rng, 5, 7))
        return powers / powers.sum(wrong_axis, keepdims=True), powers / powers.sum(1, keepdims=True)

    return make


def changed(function: Callable[[Array], None], *shape: int) -> Make:
    def make(rng: np.random.Generator) -> tuple[Any, Any]:
        expected = table(rng, *shape)
        actual = expected.copy()
        function(actual)
        return actual, expected

    return make


def put(index: Any, value: Any) -> Callable[[Array], None]:
    def change(array: Array) -> None:
        array[index] = value(array[index]) if callable(value) else value

    return change


def relu_forgotten(rng: np.random.Generator) -> tuple[Any, Any]:
    x = table(rng)
    return x, np.maximum(x, 0)


def target_entry(rng: np.random.Generator) -> tuple[Any, Any]:
    p = rng.dirichlet(np.ones(7), size=5)
    return p, p - np.eye(7)[[0, 3, 1, 3, 6]]


def masked(rng: np.random.Generator) -> tuple[Any, Any]:
    expected = table(rng, 6, 7)
    kept = np.arange(42).reshape(6, 7) * 5 % 3 != 0
    return np.where(kept, expected, 0.0), expected


def summed_batch(rng: np.random.Generator) -> tuple[Any, Any]:
    rows = table(rng, 5, 7)
    return rows, rows.sum(0)


def pixels(rng: np.random.Generator) -> tuple[Any, Any]:
    expected = rng.permutation(np.arange(200, 320, 3))
    return expected.astype(np.uint8), expected


def capped_losses(rng: np.random.Generator) -> tuple[Any, Any]:
    expected = np.append(rng.uniform(0.1, 9.0, size=6), [800.0, 1000.0])
    return np.minimum(expected, -np.log(1e-8)), expected


def log_probabilities(rng: np.random.Generator) -> tuple[Any, Any]:
    p = rng.dirichlet(np.ones(7), size=5)
    return p, np.log(p)


def bias_per_column(e: Array) -> Array:
    return e + np.linspace(1, 2, e.shape[1])


def row_maximum_kept(e: Array) -> Array:
    return e + np.linspace(1, 2, e.shape[0])[:, None]


SAME_SHAPE_MISTAKES = [
    Mistake("division by N forgotten", "factor", done(lambda e: 5 * e), "exactly 5 times"),
    Mistake("division by N twice", "factor", done(lambda e: e / 5), "exactly 1/5 of"),
    Mistake("mean over all entries", "factor", done(lambda e: e / 15), "5 · 3 = 15"),
    Mistake("sign", "factor", done(lambda e: -e), "wrong sign"),
    Mistake("sign and N", "factor", done(lambda e: -5 * e), "minus 5 times"),
    Mistake("twice", "factor", done(lambda e: 2 * e), "twice"),
    Mistake("half", "factor", done(lambda e: e / 2), "half"),
    Mistake("log to base 2", "factor", done(lambda e: e / np.log(2)), "base 2"),
    Mistake("another factor", "factor", done(lambda e: 0.7357 * e), "no size at hand"),
    Mistake("factor in float32", "factor", done(lambda e: (5 * e).astype(np.float32)), "exactly 5 times"),
    Mistake("sum for a mean, a number", "factor_of_a_number", lambda _: (5 * 1.2345, 1.2345), "exactly 5 times"),
    Mistake("minus forgotten, a number", "factor_of_a_number", lambda _: (-1.2345, 1.2345), "wrong sign"),
    Mistake("offset", "offset", done(lambda e: e + 0.25), "same constant"),
    Mistake("counted from 1", "offset", lambda r: ((e := r.permutation(20)) + 1, e), "too large by 1"),
    Mistake("nan in a row", "not_finite", changed(put(2, np.nan)), "nan at 7 of 35"),
    Mistake("overflow", "not_finite", changed(put((0, 3), np.inf)), "infinite"),
    Mistake("zeros", "zeros", done(np.zeros_like), "all zeros"),
    Mistake("stored as integers", "truncated", lambda r: ((e := 9 * table(r)).astype(int), e), "int64"),
    Mistake("rounded", "truncated", done(lambda e: np.round(e) + 0.0, 8, 9), "decimals"),
    Mistake("uint8", "wrapped", pixels, "uint8"),
    Mistake("float32 asked for float64", "low_precision", done(lambda e: e.astype(np.float32)), "float32", rtol=1e-9),
    Mistake("epsilon", "low_precision", done(lambda e: e * (1 + 3e-5 * np.sin(9 * e))), "four digits"),
    Mistake("transposed", "transposed", done(lambda e: e.T, 6, 6), "transpose"),
    Mistake("axes permuted", "permuted_axes", done(lambda e: e.transpose(2, 0, 1), 4, 4, 4), "(2, 0, 1)"),
    Mistake("reshape for transpose", "permuted_axes", done(lambda e: e.T.reshape(e.shape)), "reshape"),
    Mistake("flipped", "flipped", done(lambda e: e[::-1]), "axis 0"),
    Mistake("kernel flipped", "flipped", done(lambda e: e[:, ::-1, ::-1], 2, 3, 5), "axes 1, 2"),
    Mistake("rolled", "shifted", done(lambda e: np.roll(e, 2, 1)), "by 2 along axis 1"),
    Mistake("an epoch late", "shifted", done(lambda e: np.append(0.3, e[:-1]), 10), "1 place later"),
    Mistake("shuffled", "reordered", done(lambda e: e[[2, 0, 3, 4, 1]]), "wrong places"),
    Mistake("bias gradient one number", "one_number", done(lambda e: np.full_like(e, e.sum()), 7), "the sum"),
    Mistake("one number of no origin", "one_number", done(lambda e: np.full_like(e, 0.77), 7), "same number"),
    Mistake("mean of the rows", "same_rows", done(lambda e: e.mean(0) + 0 * e), "the mean"),
    Mistake("last row in all", "same_rows", done(lambda e: e[-1] + 0 * e), "the last row"),
    Mistake("a column in all", "same_rows", done(lambda e: e[:, :1] + 0 * e), "the first column"),
    Mistake("ReLU too many", "clamped", done(lambda e: np.maximum(e, 0.0)), "ReLU"),
    Mistake("clip", "clamped", done(lambda e: np.minimum(e, 0.5)), "never goes above 0.5"),
    Mistake("log(p + 1e-8), a number", "epsilon_in_log", lambda _: (-np.log(1e-8), 1000.0), "log(1e-8)"),
    Mistake("log(p + 1e-8)", "epsilon_in_log", capped_losses, "log(1e-8)"),
    Mistake("log forgotten", "one_function_off", log_probabilities, "log forgotten"),
    Mistake("log twice", "one_function_off", lambda r: (np.log(e := r.uniform(0.1, 3, 9)), e), "log too many"),
    Mistake("squared", "one_function_off", done(np.square), "square"),
    Mistake("absolute", "one_function_off", done(np.abs), "sign lost"),
    Mistake("softmax forgotten", "one_function_off", lambda r: (z := table(r), softmax(z)), "softmax"),
    Mistake("sigmoid too many", "one_function_off", done(lambda e: 1 / (1 + np.exp(-e))), "sigmoid"),
    Mistake("softmax over the batch", "normalised_over_wrong_axis", softmaxes(0), "over axis 0"),
    Mistake("softmax over everything", "normalised_over_wrong_axis", softmaxes(None), "whole array"),
    Mistake("not normalised", "factor_by_slice", lambda r: (p := np.exp(table(r)), p / p.sum(1, keepdims=True)), "row"),
    Mistake("columns scaled", "factor_by_slice", done(lambda e: e * np.arange(2, 9)), "each column"),
    Mistake("row term", "offset_by_slice", done(row_maximum_kept), "each row"),
    Mistake("bias forgotten", "offset_by_slice", done(bias_per_column), "bias"),
    Mistake("ReLU forgotten", "mask_forgotten", relu_forgotten, "mask"),
    Mistake("wrong mask", "masked_too_much", masked, "wrong array"),
    Mistake("one-hot not subtracted", "one_entry_a_row", target_entry, "target"),
    Mistake("last example dropped", "right_in_part", changed(put(-1, 0.0)), "last row, where it is 0"),
    Mistake("one column negated", "right_in_part", changed(put((slice(None), 2), np.negative)), "column 2; there"),
    Mistake("two entries", "right_in_part", changed(put(([0, 3], [1, 2]), 9.0)), "[0, 1] and [3, 2]"),
    Mistake("diagonal", "right_in_part", changed(lambda a: np.fill_diagonal(a, 3.5), 5, 5), "on the diagonal"),
    Mistake("border", "right_in_part", changed(lambda a: border(a), 2, 5, 6), "border"),
    Mistake(
        "every second row", "right_in_part", changed(put(slice(0, None, 2), lambda a: a * a), 7, 4), "every second"
    ),
]


def softmax(z: Array) -> Array:
    powers = np.exp(z)
    return powers / powers.sum(1, keepdims=True)


def border(a: Array) -> None:
    inner = a[..., 1:-1, 1:-1].copy()
    a *= a - 3
    a[..., 1:-1, 1:-1] = inner


OTHER_SHAPE_MISTAKES = [
    Mistake("argmax forgotten", "scores_for_classes", lambda r: (table(r, 5, 7), r.integers(0, 7, 5)), "argmax"),
    Mistake("keepdims", "length_one_axis", done(lambda e: e[None], 7), "right values, but an axis"),
    Mistake("squeezed", "length_one_axis", done(lambda e: e[:, 0] * 3, 7, 1), "too few"),
    Mistake("sum of all", "collapsed", done(lambda e: e.sum(), 7), "the sum of all"),
    Mistake("a number", "collapsed", done(lambda _: 3.7, 7), "single number"),
    Mistake("table transposed", "transposed", done(lambda e: e.T), "transpose"),
    Mistake("channels last", "permuted_axes", done(lambda e: e.transpose(0, 2, 3, 1), 2, 3, 4, 5), "(0, 2, 3, 1)"),
    Mistake("batch not summed", "not_reduced", summed_batch, "sum over the batch"),
    Mistake("batch not summed, wrong", "not_reduced", lambda r: (table(r, 5, 7), table(r, 7)), "sum over the batch"),
    Mistake("mean forgotten", "not_reduced", lambda r: (x := table(r, 4, 7), x.mean(1)), "the mean over axis 1"),
    Mistake("mean too many", "reduced_too_much", done(lambda e: e.mean(0)), "averaged over axis 0"),
    Mistake("last batch dropped", "cut_or_padded", done(lambda e: e[:-2]), "lacks 2 rows at the end"),
    Mistake("bias row", "cut_or_padded", done(lambda e: np.vstack([np.ones(7), e])), "1 row too many at the beginning"),
    Mistake("summed over the wrong axis", "batch_kept", lambda r: (table(r, 5), table(r, 3)), "another axis summed"),
    Mistake("flat", "reshaped", done(lambda e: e.reshape(-1)), "right order"),
    Mistake("outer", "combined_with_itself", done(lambda e: e[:, None] - e[None], 7), "meet"),
    Mistake("transposed and wrong", "transposed_shape", lambda r: (table(r, 7, 5), table(r, 5, 7)), "exchanged"),
]
# Where one implies the other: a transpose is a reordering that leaves the diagonal right; a cap is a clamp, too.
ALSO = {
    "transposed": {"reordered", "right_in_part"},
    "table transposed": {"transposed_shape"},
    "axes permuted": {"reordered"},
    "channels last": {"transposed_shape"},
    "reshape for transpose": {"reordered"},
    "flipped": {"reordered", "right_in_part"},
    "kernel flipped": {"reordered"},
    "rolled": {"reordered"},
    "last row in all": {"right_in_part"},
    "a column in all": {"right_in_part"},
    "log(p + 1e-8)": {"clamped", "right_in_part"},
    "softmax over everything": {"factor_by_slice"},
}


def case_of(mistake: Mistake, seed: int) -> Case:
    actual, expected = mistake.make(np.random.default_rng(seed))
    return Case(np.asarray(actual), np.asarray(expected), sizes=SIZES, rtol=mistake.rtol, atol=0.0)


def firing(case: Case) -> set[str]:
    hypotheses = SAME_SHAPE if case.actual.shape == case.expected.shape else OTHER_SHAPE
    with np.errstate(all="ignore"):
        return {hypothesis.__name__ for hypothesis in hypotheses if hypothesis(case) is not None}


ALL = SAME_SHAPE_MISTAKES + OTHER_SHAPE_MISTAKES


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("mistake", ALL, ids=lambda mistake: mistake.name)
def test_a_mistake_is_named_by_its_hypothesis_and_by_no_other(mistake: Mistake, seed: int) -> None:
    assert firing(case_of(mistake, seed)) == {mistake.fires} | ALSO.get(mistake.name, set())


@pytest.mark.parametrize("mistake", ALL, ids=lambda mistake: mistake.name)
def test_the_finding_says_what_was_done(mistake: Mistake) -> None:
    finding = explain(case_of(mistake, 0))
    assert finding is not None
    assert mistake.says in finding.says


def test_every_hypothesis_has_a_mistake() -> None:
    assert {h.__name__ for h in SAME_SHAPE} == {mistake.fires for mistake in SAME_SHAPE_MISTAKES}
    assert {h.__name__ for h in OTHER_SHAPE} == {mistake.fires for mistake in OTHER_SHAPE_MISTAKES}


shapes = st.lists(st.integers(1, 6), min_size=0, max_size=3).map(tuple)


@settings(max_examples=300, deadline=None)
@given(shapes, st.integers(0, 2**32))
def test_random_wrong_values_are_not_explained(shape: tuple[int, ...], seed: int) -> None:
    rng = np.random.default_rng(seed)
    case = Case(np.asarray(rng.normal(size=shape)), np.asarray(rng.normal(size=shape)), sizes=SIZES)
    assert firing(case) == set()


@settings(max_examples=200, deadline=None)
@given(shapes, st.integers(0, 2**32), st.sampled_from([np.float64, np.float32, np.float16]))
def test_right_values_are_not_explained(shape: tuple[int, ...], seed: int, dtype: Any) -> None:
    expected = np.asarray(np.random.default_rng(seed).normal(size=shape)).astype(dtype)
    assert firing(Case(expected, expected.astype(np.float64), sizes=SIZES)) == set()


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 40), st.integers(0, 2**32))
def test_random_classes_are_not_explained(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    case = Case(rng.integers(0, 10, count), rng.integers(0, 10, count), sizes=SIZES)
    assume(case.wrong.any() and case.actual.any())  # all zeros is said even of two entries
    assert firing(case) == set()
