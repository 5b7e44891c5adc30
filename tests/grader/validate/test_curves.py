"""The rules of early stop against the runs that are recorded: none stops a right one, or costs any run a point."""

from __future__ import annotations

import msgspec
import pytest
from real_parts import REPOSITORY

from grader.course import assignment_slugs, load_assignment
from grader.early_stop import Rule
from grader.errors import CourseError
from grader.validate.curves import MARGIN, Curve, Curves, curves_file, is_near, places, read_curves, replay
from grader.validate.matrix import cases

FOLLOWED = [slug for slug in assignment_slugs(REPOSITORY) if load_assignment(REPOSITORY, slug).early_stop]

RULE = Rule(run="trained", call="fit", examples=(0, 1), whole=100, least=0.7, network=0, floors=((10, 0.2), (50, 0.6)))
RECORDED = Curves(
    "trained",
    (10, 25, 50),
    (
        Curve("reference", 0, (0.5, 0.8, 0.9), 0.95, 10.0),
        Curve("variant slow", 1, (0.3, 0.5, 0.7), 0.95, 30.0),
        Curve("mutant low at once", 0, (0.1, 0.1, 0.1), 0.1, 10.0),
        Curve("mutant low later", 0, (0.4, 0.4, 0.4), None, 10.0),
        Curve("mutant that learns", 0, (0.4, 0.7, 0.9), 0.6, 20.0),
        Curve("mutant that ended early", 0, (0.4,), None, 1.0),
        Curve("mutant that was cut", 0, (0.5, 0.6, 0.8), None, 2.0, cut=True),
    ),
)


def test_a_replay_tells_what_is_stopped_where_and_what_it_saves() -> None:
    found = replay(RULE, RECORDED)
    assert {at: [curve.case for curve in curves] for at, curves in found.stopped.items()} == {
        0: ["mutant low at once"],
        1: ["mutant low later"],
    }
    assert [(share, curve.case) for share, curve in found.lowest] == [(0.3, "variant slow"), (0.7, "variant slow")]
    assert (found.right, found.wrong, found.spent) == (2, 5, 20.0)
    assert found.saved == pytest.approx(10.0 * 0.9 + 10.0 * 0.5)
    assert found.faults == []


@pytest.mark.parametrize(
    ("case", "accuracy", "stopped"),
    [("variant b", 0.9, True), ("variant b", None, True), ("mutant b", 0.71, True), ("mutant b", 0.7, False)],
)
def test_what_must_not_be_stopped_is_a_fault(case: str, accuracy: float | None, stopped: bool) -> None:
    found = replay(RULE, Curves("trained", (10, 50), (Curve(case, 3, (0.1, 0.9), accuracy, 1.0),)))
    said = f"{case}, seed 3: would be stopped after 10 "
    assert [fault.startswith(said) for fault in found.faults] == [True] * stopped


def test_one_that_was_cut_has_to_be_seen_whole_before_a_rule_stops_it() -> None:
    low = Curve("mutant a", 0, (0.5, 0.6, 0.5), None, 1.0, cut=True)
    (fault,) = replay(RULE, Curves("trained", (10, 25, 50), (low,))).faults
    assert fault == "mutant a, seed 0: would be stopped after 50 training examples, and was not followed to its end"


@pytest.mark.parametrize(("share", "known"), [(0.79, False), (0.8, True)])
def test_one_that_was_cut_before_a_floor_is_known_where_it_was_far_above(share: float, known: bool) -> None:
    rule = msgspec.structs.replace(RULE, floors=((10, 0.2), (50, 0.3)))
    short = Curve("mutant a", 0, (0.5, share), None, 1.0, cut=True)
    said = "mutant a, seed 0: was not followed as far as the rule asks"
    assert replay(rule, Curves("trained", (10, 25, 50), (short,))).faults == [said] * (not known)


@pytest.mark.parametrize(
    ("share", "cut", "near"), [(0.5, True, True), (0.74, True, True), (0.76, True, False), (0.5, False, False)]
)
def test_what_is_near_a_floor_is_run_to_its_end(share: float, cut: bool, near: bool) -> None:
    count = sum(after <= 50 for after in places(RULE))
    assert is_near(RULE, Curve("mutant a", 0, (0.9,) * (count - 1) + (share,), None, 1.0, cut=cut)) is near


def test_a_floor_where_nothing_was_measured_is_an_error() -> None:
    with pytest.raises(CourseError, match="has a floor after 50; curves are recorded after 10"):
        replay(RULE, Curves("trained", (10,), ()))


@pytest.mark.parametrize("slug", FOLLOWED)
def test_no_rule_stops_a_right_solution(slug: str) -> None:
    assignment = load_assignment(REPOSITORY, slug)
    recorded = read_curves(assignment)
    assert curves_file(assignment).stat().st_size < 100_000
    for rule in assignment.early_stop:
        kept = recorded[rule.run]
        assert kept.after == places(rule)
        found = replay(rule, kept)
        assert found.faults == []
        for (_, floor), (lowest, curve) in zip(rule.floors, found.lowest, strict=True):
            assert lowest >= floor + MARGIN, curve
        assert any(not curve.is_right for curves in found.stopped.values() for curve in curves)
        assert found.saved > 0


@pytest.mark.parametrize("slug", FOLLOWED)
def test_what_is_recorded_is_of_solutions_that_are_there(slug: str) -> None:
    assignment = load_assignment(REPOSITORY, slug)
    there = {case.label for case in cases(assignment)}
    for kept in read_curves(assignment).values():
        assert {curve.case for curve in kept.curves} <= there
        assert "reference" in {curve.case for curve in kept.curves}
        # a right solution that earns nothing would be none, and what is stopped could not be told from it
        assert all((curve.accuracy or 0) > 0 for curve in kept.curves if curve.is_right and not curve.cut)
