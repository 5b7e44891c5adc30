"""Shapes, closeness, finiteness, whole numbers; and that no text gives an expected value away."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks import CheckFailure, check_close, check_finite, check_gradients, check_integers, check_shape
from grader.judge.verdict import gathered_evidence


def failure_of(check: Any, *args: Any, **kwargs: Any) -> CheckFailure:
    with pytest.raises(CheckFailure) as caught:
        check(*args, **kwargs)
    return caught.value


def test_the_division_by_n_is_asked_for() -> None:
    expected = np.random.default_rng(0).normal(size=(7, 4))
    failure = failure_of(check_close, 5 * expected, expected, name="grads['W1']", sizes={"N": 5, "K": 3})
    assert failure.hint == (
        "grads['W1'] is exactly 5 times what was expected, and the batch has 5 examples: "
        "was the division by N forgotten?"
    )
    assert failure.cause == "factor"


def test_message_says_where_and_what_was_received_and_detail_what_was_due() -> None:
    failure = failure_of(check_close, [1.0, 2.5, 7.25], [1.0, 2.5, 3.5], name="y")
    assert failure.message == "y is wrong at 1 of 3 entries, first at [2]: got 7.25"
    assert failure.detail == "[2]: expected 3.5, got 7.25"


def test_a_failure_has_the_first_entries_that_differ_as_evidence() -> None:
    actual = np.zeros((4, 5))
    failure = failure_of(check_close, actual, np.arange(20.0).reshape(4, 5), name="y")
    found = failure.evidence["differences"]
    assert (found["name"], found["wrong"], found["of"], len(found["entries"])) == ("y", 19, 20, 8)
    assert found["entries"][5] == {"at": [1, 1], "got": "0", "expected": "6"}
    assert failure_of(check_close, 1.5, 2.0, name="y").evidence["differences"]["entries"] == [
        {"at": [], "got": "1.5", "expected": "2"}
    ]


@pytest.mark.parametrize(
    "failure",
    [
        lambda: failure_of(check_shape, np.zeros((5, 4)), (4,), name="b"),
        lambda: failure_of(check_close, np.zeros((5, 4)), np.ones(4), name="b"),
        lambda: failure_of(check_close, np.ones((5, 4)), np.ones(4), name="b", likely={"h": lambda: np.ones((5, 4))}),
    ],
)
def test_a_failure_of_shape_has_both_shapes_as_evidence(failure: Any) -> None:
    assert failure().evidence == {"shape": {"name": "b", "got": [5, 4], "expected": [4]}}


def test_a_check_that_holds_or_is_caught_leaves_nothing() -> None:
    with gathered_evidence() as evidence:
        check_close([1.0, 2.0], [1.0, 2.0], name="y")
        failure_of(check_close, [1.0], [2.0], name="y")
    assert evidence == {}


@pytest.mark.parametrize("error", [0.5e-5, 0.9e-5])
def test_within_tolerance_is_right(error: float) -> None:
    check_close(np.array([1.0 + error, 0.9e-7]), np.array([1.0, 0.0]), name="y")


@pytest.mark.parametrize(
    ("actual", "expected"), [(1.00002, 1.0), (2e-7, 0.0), (np.nan, 1.0), (1.0, np.inf), (-np.inf, np.inf)]
)
def test_beyond_tolerance_is_wrong(actual: float, expected: float) -> None:
    failure_of(check_close, actual, expected, name="y")


def test_small_integers_do_not_wrap_in_the_comparison() -> None:
    failure_of(check_close, np.array([255, 1], dtype=np.uint8), np.array([-1, 1]), name="y")
    check_close(np.array([200, 100], dtype=np.uint8), np.array([200.0, 100.0]), name="y")


def test_a_likely_mistake_is_the_hint_where_it_leads_to_the_value() -> None:
    x = np.array([1.0, -2.0, 3.5])
    likely = {"is it squared?": lambda: x**2, "is the sign lost?": lambda: np.abs(x), "is it cut?": lambda: x[:2]}
    failure = failure_of(check_close, np.abs(x), x, name="y", likely=likely)
    assert (failure.hint, failure.cause) == ("is the sign lost?", "likely mistake")
    assert failure.message == "y is wrong at 1 of 3 entries, first at [1]: got 2"
    assert failure_of(check_close, x[:2], x, name="y", likely=likely).hint == "is it cut?"
    assert "?" not in failure_of(check_close, np.array([7.0, 1.0, 0.2]), x, name="y", likely=likely).hint
    check_close(x, x, name="y", likely=likely)


def test_infinity_where_it_is_due_is_right() -> None:
    check_close([np.inf, -np.inf, np.nan], [np.inf, -np.inf, np.nan], name="y")


def test_shape_comes_before_value() -> None:
    check_shape(np.ones((2, 3)), (2, 3), name="y")
    check_shape(1.5, (), name="loss")
    failure = failure_of(check_close, np.ones((4, 1)), np.ones(4), name="y")
    assert failure.message == "y has shape (4, 1), expected (4,)"
    assert failure.cause == "extra axis"


@pytest.mark.parametrize(
    ("shape", "due", "words"),
    [
        ((10,), (1, 10), "an axis of length 1 is missing"),
        ((4, 7, 7), (4, 1, 7, 7), "an axis of length 1 is missing"),
        ((4, 1), (4,), "an axis of length 1 too many"),
        ((10, 1), (1, 10), ""),
        ((3, 10), (10,), ""),
        ((1,), (), ""),  # an array where a number is due: the message says as much
    ],
)
def test_an_axis_of_length_one_is_told_by_the_shape_alone(
    shape: tuple[int, ...], due: tuple[int, ...], words: str
) -> None:
    hint = failure_of(check_shape, np.ones(shape), due, name="y").hint
    assert words in hint
    assert bool(words) == bool(hint)


def test_not_finite_says_where() -> None:
    check_finite([1.0, 2.0], name="y")
    assert failure_of(check_finite, [1.0, np.nan], name="y").message == "y is nan at 1 of 2 entries, first at [1]"


def test_integers_in_range() -> None:
    check_integers(np.array([0, 9], dtype=np.uint8), name="predict", low=0, high=9)
    check_integers([3, 4], name="predict", low=0, high=9)
    assert "between 0 and 9, got 10 at [1]" in failure_of(check_integers, [1, 10], name="p", low=0, high=9).message
    assert "astype" in failure_of(check_integers, [1.0, 2.0], name="p", low=0, high=9).hint
    assert failure_of(check_integers, [True, False], name="p", low=0, high=9).cause == "dtype"
    check_integers(np.zeros(0), name="p", low=0, high=9)  # how many there must be is another question


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"-?\d+\.\d+(?:e[+-]?\d+)?", text))


MISTAKES = [
    lambda e, rng: rng.normal(size=e.shape),
    lambda e, _: 5 * e,
    lambda e, _: e * 0.7357,
    lambda e, _: e + 0.37,
    lambda e, _: e.T,
    lambda e, _: e[::-1],
    lambda e, _: np.clip(e, -0.5, 0.5),
    lambda e, _: np.full_like(e, e.sum()),
    lambda e, _: e.sum(0),
    lambda e, _: e.sum(),
    lambda e, _: np.zeros_like(e),
    lambda e, _: np.exp(e),
    lambda e, _: np.where(np.arange(len(e))[:, None] == 0, 9 * e, e),
    lambda e, _: np.where(e < e.max(), e, np.nan),
    lambda e, _: e[:-1],
    lambda e, _: e.astype(np.float16),
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MISTAKES), st.integers(2, 6), st.integers(2, 6), st.integers(0, 2**32))
def test_message_hint_and_evidence_hold_no_expected_value(mistake: Any, rows: int, columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    expected = rng.normal(size=(rows, columns)) + 10
    actual = mistake(expected, rng)
    with gathered_evidence() as evidence:
        failures = [
            failure_of(check_close, actual, expected, name="y", sizes={"N": 5}),
            failure_of(check_gradients, {"W": actual}, {"W": expected}, own={"W": expected}),
        ]
    told = numbers_in(" ".join(f"{f.message} {f.hint}" for f in failures) + str(evidence))
    own = {f"{value:.6g}" for value in np.ravel(actual)}
    # each expected value, at any precision of three digits or more, unless it is what the student returned
    secret = {f"{value:.{digits}g}" for value in expected.flat for digits in range(3, 17)} - own
    assert not told & secret
    assert not any(f"{value:.6g}" in failure.hint for value in expected.flat for failure in failures)
