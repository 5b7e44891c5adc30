"""Gradients: keys, shapes, values, two oracles, the error map; and numerical gradients."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from grader.checks import CheckFailure, check_gradients, numerical_gradients
from grader.checks.error_map import error_map
from grader.judge.verdict import gathered_evidence

Gradients = dict[str, Any]


def parameters(seed: int = 0) -> Gradients:
    rng = np.random.default_rng(seed)
    return {"W1": rng.normal(size=(7, 4)), "b1": rng.normal(size=4), "W2": rng.normal(size=(4, 3))}


def failure_of(*args: Any, **kwargs: Any) -> CheckFailure:
    with pytest.raises(CheckFailure) as caught:
        check_gradients(*args, **kwargs)
    return caught.value


def loss(p: Gradients) -> float:
    return float(np.sum(np.tanh(np.sin(p["W1"]) + p["b1"]) @ p["W2"]) ** 2)


def test_right_gradients_pass() -> None:
    check_gradients(parameters(), parameters())


def test_missing_and_extra_keys_are_named() -> None:
    grads = parameters()
    grads["w1"] = grads.pop("W1")
    assert failure_of(grads, parameters()).message == (
        "grads lacks W1 and has w1 besides; expected exactly the keys W1, b1 and W2"
    )


def test_where_none_are_expected_none_are_to_be_there() -> None:
    assert failure_of({"a": 1}, {}).message == "grads has a besides; expected no keys"
    check_gradients({}, {})


def test_a_wrong_shape_comes_before_wrong_values_and_all_wrong_arrays_are_named() -> None:
    expected = parameters()
    grads = {**expected, "W1": 2.5 * expected["W1"], "b1": np.ones((5, 4))}
    failure = failure_of(grads, expected, sizes={"N": 5})
    assert failure.message == "grads['b1'] has shape (5, 4), expected (4,); also wrong: grads['W1']"
    assert failure.hint.endswith("was the sum over the batch forgotten?")


def test_one_cause_of_all_is_said_once() -> None:
    expected = parameters()
    failure = failure_of({key: 5 * value for key, value in expected.items()}, expected, sizes={"N": 5})
    assert failure.hint.count("forgotten") == 1
    assert "the same holds of grads['b1'] and grads['W2']" in failure.hint


def test_a_likely_mistake_is_the_hint_when_it_explains_every_array() -> None:
    right, wrong = parameters(), parameters(1)
    likely = {"is it seed 2?": lambda: parameters(2), "is it seed 1?": lambda: wrong}
    assert failure_of(wrong, right, likely=likely).hint == "is it seed 1?"
    assert failure_of({**wrong, "b1": right["b1"]}, right, likely=likely).hint != "is it seed 1?"
    assert "look in forward" in failure_of(wrong, right, own=wrong, likely=likely).hint
    check_gradients(right, right, likely=likely)
    left_out = np.arange(28).reshape(7, 4) % 3 > 0
    sampled = {**right, "W1": np.where(left_out, np.nan, right["W1"])}
    assert failure_of({**wrong, "W1": wrong["W1"] + left_out}, sampled, likely=likely).hint == "is it seed 1?"


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_explains_nothing(bad: float) -> None:
    right, wrong = parameters(), parameters(1)
    likely = {"is it nothing?": lambda: {key: np.full_like(value, bad) for key, value in right.items()}}
    likely["is it nothing in part?"] = lambda: {**wrong, "W1": np.where(wrong["W1"] > 0, wrong["W1"], bad)}
    likely["does it lack one?"] = lambda: {"W1": wrong["W1"]}
    assert failure_of(wrong, right, likely=likely).hint == ""


def test_two_oracles_tell_which_half_is_wrong() -> None:
    right, wrong = parameters(), parameters(1)
    assert "look in forward" in failure_of(wrong, right, own=wrong).hint
    assert "look in backward" in failure_of(wrong, right, own=right).hint
    assert "begin with forward" in failure_of(wrong, right, own=parameters(2)).hint


def test_the_half_is_told_from_the_wrong_arrays_alone() -> None:
    right = parameters()
    right["W1"] = 1e6 * right["W1"]
    own = {**right, "b1": parameters(1)["b1"]}
    assert "begin with forward" in failure_of({**right, "b1": -right["b1"]}, right, own=own).hint


def test_entries_that_were_not_sampled_are_passed_over() -> None:
    expected = parameters()
    sampled = {key: value.copy() for key, value in expected.items()}
    sampled["W1"][0] = np.nan
    grads = {**expected, "W1": np.vstack([np.full(4, 1e9), expected["W1"][1:]])}
    check_gradients(grads, sampled)
    grads["W1"][3, 2] += 1
    assert failure_of(grads, sampled).message.startswith(
        "grads['W1'] is wrong at 1 of 24 entries looked at, first at [3, 2]"
    )


def test_evidence_is_a_small_json_map_of_powers_of_ten() -> None:
    rng = np.random.default_rng(5)
    expected = {"W": rng.normal(size=(100, 70))}
    wrong = {"W": expected["W"].copy()}
    wrong["W"][99, 69] *= 1.03
    with gathered_evidence() as evidence:
        failure_of(wrong, expected)
    shown = json.loads(json.dumps(evidence["gradient"]))["parameters"]["W"]
    errors = np.array(shown["errors"])
    assert shown["shape"] == [100, 70]
    assert errors.shape == (32, 32)
    assert errors[31, 31] == 0.1
    assert errors.sum() == 0.1


@pytest.mark.parametrize("shape", [(), (3,), (0,), (2, 0), (2, 3, 4, 5), (1000, 2)])
def test_error_map_of_any_shape(shape: tuple[int, ...]) -> None:
    errors = error_map(np.ones(shape), np.zeros(shape))
    assert len(errors) <= 32
    assert all(value == 1.0 for row in errors for value in row)


def test_a_rounding_beside_an_exact_zero_is_no_error() -> None:
    actual, expected = np.array([1e-17, 0.5]), np.array([0.0, 1.0])
    assert error_map(actual, expected, atol=1e-9) == [[0.0, 1.0]]
    assert error_map(actual, expected) == [[1.0, 1.0]]


def test_numerical_gradients_agree_with_the_derivative() -> None:
    p = parameters()
    hidden = np.tanh(np.sin(p["W1"]) + p["b1"])
    outer = 2 * np.sum(hidden @ p["W2"])
    inner = outer * (1 - hidden**2) * p["W2"].sum(1)
    exact = {
        "W1": inner * np.cos(p["W1"]),
        "b1": inner.sum(0),
        "W2": outer * np.repeat(hidden.sum(0)[:, None], 3, axis=1),
    }
    check_gradients(numerical_gradients(loss, p), exact, rtol=1e-6)


def test_numerical_gradients_of_a_sample() -> None:
    sampled = numerical_gradients(loss, parameters(), rng=np.random.default_rng(1), entries=5)
    assert {key: int(np.isfinite(value).sum()) for key, value in sampled.items()} == {"W1": 5, "b1": 4, "W2": 5}
    check_gradients(numerical_gradients(loss, parameters()), sampled)


def test_numerical_gradients_are_of_double_precision_and_leave_the_parameters() -> None:
    p = {"W": np.array([1.5, 300.0], dtype=np.float32)}
    seen = []
    gradients = numerical_gradients(lambda q: seen.append(q["W"]) or float((q["W"] ** 2).sum()), p)
    assert {array.dtype for array in seen} == {np.dtype(np.float64)}
    np.testing.assert_allclose(gradients["W"], [3.0, 600.0], rtol=1e-7)
    assert p["W"].tolist() == [1.5, 300.0]


@pytest.mark.parametrize("value", [None, np.nan, [1.0, 2.0], "x", 1j])
def test_a_loss_that_is_no_number_is_the_students_failure(value: Any) -> None:
    with pytest.raises(CheckFailure, match="the loss"):
        numerical_gradients(lambda _: value, {"W": np.ones(2)})


def test_without_a_diagnosis_the_half_is_the_cause() -> None:
    right, wrong = parameters(), parameters(1)
    assert failure_of(wrong, right, own=right).cause == "backward"
    assert failure_of(wrong, right, own=wrong).cause == "forward"
    assert failure_of({**right, "W1": -right["W1"]}, right, own=right).cause == "sign"


@pytest.mark.parametrize("bad", [None, "x", [1, None]])
def test_an_oracle_from_the_submission_may_be_bad_too(bad: Any) -> None:
    failure_of({"W": 1.0}, {"W": bad})
