"""Which failures follow from which, by the tables of needs alone."""

from __future__ import annotations

import pytest

from grader.judge.follow import FAILING, mark_follow_on
from grader.judge.grade import Outcome, Status
from grader.judge.spec import TestSpec


def marked(
    tests: dict[str, tuple[str, tuple[str, ...]]], failing: str, *, status: Status = "failed", keeps: float = 0.0
) -> dict[str, str | None]:
    """Test → the function that it follows from. `tests`: id → function, needs; `failing`: ids in one string."""
    return {outcome.id: outcome.follows_from for outcome in outcomes(tests, failing, status=status, keeps=keeps)}


def test_a_test_that_does_not_excuse_is_a_reason_for_its_kind_only() -> None:
    def spec(name: str, of: str, needs: tuple[str, ...] = (), *, excuses: bool = True) -> TestSpec:
        return TestSpec(id=name, title="", part="All", points=1, of=of, needs=needs, excuses=excuses)

    specs = [
        spec("t_softmax_is_pure", "softmax", excuses=False),
        spec("t_forward", "forward", ("softmax",)),
        spec("t_forward_is_pure", "forward", ("softmax",), excuses=False),
    ]
    failed = [Outcome(id=one.id, part="All", title="", points=0, max_points=1, status="failed") for one in specs]
    found = mark_follow_on(failed, {one.id: one for one in specs})
    assert [outcome.follows_from for outcome in found] == [None, None, "softmax"]


def outcomes(
    tests: dict[str, tuple[str, tuple[str, ...]]], failing: str, *, status: Status = "failed", keeps: float = 0.0
) -> tuple[Outcome, ...]:
    specs = {
        name: TestSpec(id=name, title=name, part="All", points=4, of=of, needs=needs)
        for name, (of, needs) in tests.items()
    }
    plain = [
        Outcome(
            id=name,
            part="All",
            title=name,
            points=0 if name in failing.split() else 4,
            max_points=4,
            status=status if name in failing.split() else "passed",
        )
        for name in tests
    ]
    return mark_follow_on(plain, specs, keeps=keeps)


CHAIN = {
    "t_softmax": ("softmax", ()),
    "t_forward": ("forward", ("softmax",)),
    "t_forward_shape": ("forward", ()),
    "t_backward": ("backward", ("forward",)),
    "t_fit": ("fit", ("forward", "backward")),
}


def test_a_failure_follows_from_the_function_that_it_needs() -> None:
    assert marked(CHAIN, "t_softmax t_forward") == dict.fromkeys(CHAIN) | {"t_forward": "softmax"}


def test_the_root_is_named_and_not_what_lies_between() -> None:
    found = marked(CHAIN, "t_softmax t_forward t_backward t_fit")
    assert found == dict.fromkeys(CHAIN) | dict.fromkeys(("t_forward", "t_backward", "t_fit"), "softmax")


def test_a_function_with_a_failure_of_its_own_is_a_root() -> None:
    found = marked(CHAIN, "t_softmax t_forward t_forward_shape t_backward")
    assert (found["t_forward"], found["t_forward_shape"], found["t_backward"]) == ("softmax", None, "forward")


def test_what_passes_follows_from_nothing_whatever_it_needs() -> None:
    assert marked(CHAIN, "t_softmax") == dict.fromkeys(CHAIN)


def test_a_need_without_a_failure_excuses_nothing() -> None:
    assert marked(CHAIN, "t_backward t_fit") == dict.fromkeys(CHAIN) | {"t_fit": "backward"}


def test_a_function_is_not_excused_by_its_own_failures() -> None:
    tests = {"t_one": ("f", ("f",)), "t_two": ("f", ("f",))}
    assert marked(tests, "t_one t_two") == {"t_one": None, "t_two": None}


def test_a_need_that_no_test_is_of_excuses_nothing() -> None:
    assert marked({"t": ("f", ("nowhere",))}, "t") == {"t": None}


def test_in_a_circle_the_one_with_a_failure_of_its_own_is_the_root() -> None:
    tests = {"t_f": ("f", ("g",)), "t_f_alone": ("f", ()), "t_g": ("g", ("f",))}
    assert marked(tests, "t_f t_f_alone t_g") == {"t_f": None, "t_f_alone": None, "t_g": "f"}


def test_in_a_circle_without_a_root_nobody_is_excused() -> None:
    tests = {"t_f": ("f", ("g",)), "t_g": ("g", ("h",)), "t_h": ("h", ("f",))}
    assert marked(tests, "t_f t_g t_h") == {"t_f": None, "t_g": None, "t_h": None}


def test_a_root_beyond_a_circle_is_found() -> None:
    tests = {"t_f": ("f", ("g",)), "t_g": ("g", ("f", "h")), "t_h": ("h", ())}
    assert marked(tests, "t_f t_g t_h") == {"t_f": "h", "t_g": "h", "t_h": None}


@pytest.mark.parametrize("status", sorted(FAILING))
def test_every_way_of_failing_counts(status: Status) -> None:
    assert marked(CHAIN, "t_softmax t_forward", status=status)["t_forward"] == "softmax"


@pytest.mark.parametrize("status", ["partial", "skipped", "not_run"])
def test_what_is_no_failure_neither_excuses_nor_follows(status: Status) -> None:
    assert marked(CHAIN, "t_softmax t_forward", status=status) == dict.fromkeys(CHAIN)


@pytest.mark.parametrize(("keeps", "points"), [(0.0, 0.0), (0.25, 1.0), (1.0, 4.0)])
def test_a_follow_on_failure_keeps_the_courses_share(keeps: float, points: float) -> None:
    found = {outcome.id: outcome for outcome in outcomes(CHAIN, "t_softmax t_forward", keeps=keeps)}
    assert (found["t_softmax"].points, found["t_forward"].points, found["t_fit"].points) == (0, points, 4)
    assert found["t_forward"].status == "failed"


def test_a_long_chain_needs_no_recursion() -> None:
    tests = {f"t{n}": (f"f{n}", (f"f{n - 1}",) if n else ()) for n in range(1200)}
    assert marked(tests, " ".join(tests)) == {"t0": None} | {f"t{n}": "f0" for n in range(1, 1200)}
