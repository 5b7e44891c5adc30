"""Whatever a student returns, a check answers with a CheckFailure."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_parts import needed

from grader.checks import (
    CheckFailure,
    check_accuracy,
    check_close,
    check_deterministic,
    check_finite,
    check_gradients,
    check_integers,
    check_shape,
)

EXPECTED = np.random.default_rng(3).normal(size=(4, 3))
LABELS = np.array([0, 1, 2, 1])
ITSELF: list[Any] = []
ITSELF.append(ITSELF)

BAD: dict[str, Any] = {
    "None": None,
    "text": "1.0",
    "bytes": b"1.0",
    "dict": {"a": 1},
    "set": {1, 2},
    "ragged": [[1.0], [2.0, 3.0]],
    "list with None": [1.0, None],
    "list with text": [[1.0], ["2"]],
    "list of arrays and lists": (np.ones((2, 2)), [1.0]),
    "list in itself": ITSELF,
    "empty": [],
    "objects": np.array([1, None], dtype=object),
    "strings": np.array(["1", "2"]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "record": np.zeros(2, dtype=[("a", float)]),
    "nan": np.full((4, 3), np.nan),
    "infinite": np.full((4, 3), np.inf),
    "complex": EXPECTED + 0j,
    "huge integer": 10**400,
    "huge integers": [10**400, 1],
    "function": len,
    "class": int,
    "module": np,
    "object": object(),
    "iterator": iter([1, 2]),
    "number": 3,
    "truth": True,
    "wrong shape": np.ones((3, 4)),
    "no entries": np.zeros((0, 3)),
    "view of one number": np.broadcast_to(np.float64(2.0), (2**20, 2**20)),
    "ints": np.ones((4, 3), dtype=np.int8),
    "unsigned": np.full((4, 3), 2**64 - 1, dtype=np.uint64),
    "halves": np.full((4, 3), 6e4, dtype=np.float16),
    "long double": np.full((4, 3), 2, dtype=np.longdouble),
    "masked": np.ma.masked_array(np.ones((4, 3)), mask=True),
    "matrix": np.ones((4, 3)).view(np.matrix) if hasattr(np, "matrix") else None,
}
CHECKS: dict[str, Callable[[Any], Any]] = {
    "close": lambda bad: check_close(bad, EXPECTED, name="y", sizes={"N": 4}),
    "close to a number": lambda bad: check_close(bad, 0.25, name="loss"),
    "shape": lambda bad: check_shape(bad, (7, 2, 5), name="y"),
    "integers": lambda bad: check_integers(bad, name="y", low=20, high=30),
    "accuracy": lambda bad: check_accuracy(bad, LABELS, full=0.9, zero=0.1),
    "gradient": lambda bad: check_gradients({"W": bad}, {"W": EXPECTED}, own={"W": EXPECTED}),
    "gradients": lambda bad: check_gradients(bad, {"W": EXPECTED}),
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("bad", BAD)
def test_bad_values_end_in_a_check_failure(check: str, bad: str) -> None:
    if (check, bad) in {("integers", "empty"), ("integers", "no entries")}:
        return  # nothing in it is out of range
    with pytest.raises(CheckFailure) as caught:
        CHECKS[check](BAD[bad])
    assert len(caught.value.message) < 300


NO_VALUES = {"class", "function", "iterator", "list in itself", "module", "object", "set"}


@pytest.mark.parametrize("bad", sorted(set(BAD) - NO_VALUES - {"nan", "view of one number", "masked", "matrix"}))
def test_bad_values_can_be_compared_with_themselves(bad: str) -> None:
    assert check_deterministic(lambda: BAD[bad], name="f") is BAD[bad]


@pytest.mark.parametrize("bad", sorted(NO_VALUES))
def test_what_holds_no_values_is_not_taken_for_the_same(bad: str) -> None:
    with pytest.raises(CheckFailure, match=r"^f.* is .*: two of these cannot be compared"):
        check_deterministic(lambda: BAD[bad], name="f")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
)


@settings(max_examples=300, deadline=None)
@given(anything, st.sampled_from(sorted(CHECKS)))
def test_any_nested_value_passes_or_ends_in_a_check_failure(value: Any, check: str) -> None:
    with contextlib.suppress(CheckFailure):
        CHECKS[check](value)  # anything else that is raised is the failure looked for


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "y is None, expected numbers"),
        ("abc", "y is a string, expected numbers"),
        ([1, None], "y is a list that holds None, expected numbers"),
        (np.ones((3, 4)), "y has shape (3, 4), expected (4, 3)"),
        (3.5, "y has shape () (a single number), expected (4, 3)"),
        (EXPECTED + 0j, "y holds complex numbers, expected real ones"),
    ],
    ids=str,
)
def test_the_message_says_what_the_value_is(value: Any, says: str) -> None:
    with pytest.raises(CheckFailure) as caught:
        check_close(value, EXPECTED, name="y")
    assert caught.value.message == says


def test_lists_tuples_and_numbers_are_taken() -> None:
    check_close(EXPECTED.tolist(), EXPECTED, name="y")
    check_close(tuple(map(tuple, EXPECTED)), EXPECTED, name="y")
    check_close([np.float32(1.5), 2], [1.5, 2.0], name="y")
    check_close(2, 2.0, name="y")
    check_finite([1, 2.5], name="y")


def test_a_handle_is_named_as_what_it_is(bound: Callable[[str], Any]) -> None:
    submission = bound("class Cache: pass\ndef f(): return Cache()\ndef g(): return {'W': Cache()}")
    with pytest.raises(CheckFailure, match="y is an object that is no array, expected numbers"):
        check_close(submission.f(), EXPECTED, name="y")
    with pytest.raises(CheckFailure, match=r"grads\['W'\] is an object that is no array"):
        check_gradients(submission.g(), {"W": EXPECTED})


def test_tensors_are_taken_where_torch_is_loaded() -> None:
    torch = needed("torch")
    check_close(torch.tensor(EXPECTED, requires_grad=True), EXPECTED, name="y")
    check_close(torch.ones(2, dtype=torch.bfloat16), np.ones(2), name="y")
    check_close([torch.tensor(1.0), 2], [1.0, 2.0], name="y")
    with pytest.raises(CheckFailure, match="tensor"):
        check_close(torch.empty(2, device="meta"), np.ones(2), name="y")


def test_no_check_imports_torch() -> None:
    code = "import sys, grader.checks; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # our own code
