"""What a call does besides returning, through the real binding; that a call is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.checks import CheckFailure, check_deterministic, check_no_warnings, check_raises, check_unchanged
from grader.checks.sameness import difference
from grader.remote.outcomes import HarnessOutcome, MissingName, Timeout

Bind = Callable[[str], Any]

SOURCE = """
    import warnings

    def pure(x, params=None): return x + 1
    def subtracts(x): x -= x.mean(); return x
    def edits(params): params["W"][1, 0] = 7.0
    def adds_key(params): params["cache"] = 1
    def drops(items): items.pop(); return 0
    def keyword(*, x): x[0] = 9
    def seeds(x): np.random.seed(0); return x
    def draws(x): return np.random.rand() + x
    def uses(rng): return rng.normal(size=3)
    def overflows(x): return np.exp(x)
    def says(x): warnings.warn("careful"); return x
    def refuses(n):
        if n < 0: raise ValueError("n must not be negative")
    def stub(n): raise NotImplementedError("softmax: to do")
    def typo(n): return nn
    class Thing: pass
    def thing(): return Thing()
    def things(): return {"a": [Thing()]}
    counter = []
    def counts(x): counter.append(1); return {"loss": [x * len(counter)]}
"""


@pytest.fixture
def submission(bound: Bind) -> Any:
    return bound(SOURCE)


def test_a_pure_call_gives_its_result(submission: Any) -> None:
    x = np.arange(6.0).reshape(2, 3)
    result = check_unchanged(submission.pure, x, params={"W": [x, None]}, name="pure")
    np.testing.assert_array_equal(result, x + 1)


@pytest.mark.parametrize(
    ("function", "argument", "says"),
    [
        ("subtracts", np.arange(3.0), "subtracts changes its arguments: argument 1 differs at 3 of 3 entries"),
        ("edits", {"W": np.zeros((2, 2))}, "argument 1['W'] differs at 1 of 4 entries, first at [1, 0]"),
        ("adds_key", {"W": np.zeros(2)}, "argument 1 has a new key 'cache'"),
        ("drops", [1, 2], "argument 1 had 2 items and has 1"),
        ("seeds", 1.0, "seeds uses or reseeds the global generator numpy.random"),
        ("draws", 1.0, "draws uses or reseeds the global generator numpy.random"),
    ],
)
def test_what_a_call_changes_is_named(submission: Any, function: str, argument: Any, says: str) -> None:
    with pytest.raises(CheckFailure) as caught:
        check_unchanged(getattr(submission, function), argument, name=function)
    assert says in caught.value.message


def test_a_keyword_argument_is_watched_too(submission: Any) -> None:
    with pytest.raises(CheckFailure, match="argument x differs"):
        check_unchanged(submission.keyword, x=np.zeros(2), name="keyword")


def test_a_generator_may_advance(submission: Any) -> None:
    assert check_unchanged(submission.uses, np.random.default_rng(0), name="uses").shape == (3,)


def test_warnings_are_named(submission: Any) -> None:
    assert check_no_warnings(submission.overflows, np.array([1.0]), name="exp").shape == (1,)
    with pytest.raises(CheckFailure, match="overflow encountered in exp") as caught:
        check_no_warnings(submission.overflows, np.array([1000.0]), name="exp")
    assert "subtract the maximum" in caught.value.hint
    with pytest.raises(CheckFailure, match="careful"):
        check_no_warnings(submission.says, 1, name="says")


def test_a_second_result_must_be_the_first(submission: Any) -> None:
    assert check_deterministic(lambda: submission.pure(1.5), name="pure") == 2.5
    with pytest.raises(CheckFailure, match=r"counts\['loss'\]\[0\] differs"):
        check_deterministic(lambda: submission.counts(2.0), name="counts")


def test_results_that_cannot_be_compared_are_not_taken_for_the_same(submission: Any) -> None:
    for name, where in (("thing", "thing"), ("things", r"things\['a'\]\[0\]")):
        with pytest.raises(CheckFailure, match=rf"^{where} is an object .*: two of these cannot be compared"):
            check_deterministic(getattr(submission, name), name=name)
    handle = submission.thing()
    check_unchanged(submission.pure, 1.5, params=handle, name="pure")  # an argument is passed over


def test_a_tolerance_for_two_runs() -> None:
    runs = iter([{"a": 1.0, "b": np.nan}, {"a": 1.0 + 1e-9, "b": np.nan}] * 2)
    check_deterministic(lambda: next(runs), name="f", rtol=1e-6)
    with pytest.raises(CheckFailure):
        check_deterministic(lambda: next(runs), name="f")


@pytest.mark.parametrize(
    ("before", "after"),
    [(1, "1"), (None, 0), ([1], {1: 1}), (np.ones(2), np.ones((2, 1))), ({"a": 1}, {}), (np.ones(2), None), ("a", "b")],
    ids=str,
)
def test_values_of_another_kind_differ(before: Any, after: Any) -> None:
    assert difference(before, after, "x")
    assert not difference(before, before, "x")


def test_a_refusal_passes_and_acceptance_fails(submission: Any) -> None:
    check_raises(submission.refuses, -1, name="refuses")
    with pytest.raises(CheckFailure, match="refuses accepted arguments"):
        check_raises(submission.refuses, 1, name="refuses")


@pytest.mark.parametrize(
    ("function", "passes_on"), [("stub", NotImplementedError), ("typo", NameError), ("absent", MissingName)]
)
def test_what_is_no_refusal_goes_on(submission: Any, function: str, passes_on: type[Exception]) -> None:
    with pytest.raises(passes_on):
        check_raises(lambda: getattr(submission, function)(1), name=function)


def test_a_hang_is_no_refusal() -> None:
    def hang() -> None:
        raise Timeout("stopped after 2 s")

    with pytest.raises(HarnessOutcome):
        check_raises(hang, name="hang")


def test_a_fault_of_the_test_is_no_refusal() -> None:
    def fault() -> None:
        raise TypeError("ours")

    with pytest.raises(TypeError, match="ours"):
        check_raises(fault, name="f")
