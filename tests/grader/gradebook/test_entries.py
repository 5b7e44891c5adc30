"""From the tests to the points, line by line; and that no line can do what the rules do not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook.decisions import (
    Bonus,
    Comment,
    Decision,
    Excuse,
    Extend,
    Mark,
    Override,
    Release,
    Rerun,
    Slip,
    TestRule,
    What,
    from_told,
    in_force,
    told,
)
from grader.gradebook.entries import Entry, Facts, Rules, TestPoints, Written, entry_of
from grader.people import Student
from grader.policies import Policy, exact
from grader.store import Found

DUE = datetime(2026, 10, 1, 12, tzinfo=UTC)
ON_TIME = DUE - timedelta(hours=1)
DUE_THEN = Policy(due=DUE)
ALICE = Student("alice")
POINTS = {"test_a": (30.0, 60.0), "test_b": (20.0, 20.0), "test_c": (0.0, 20.0)}


def attempt(score: float = 50.0) -> Found:
    return Found(7, "d1", score, 100.0, ON_TIME, 1.0, 1.0, "A", "c", "k", "e")


def facts(points: dict[str, tuple[float, float]] = POINTS, **keys: object) -> Facts:
    tests = {name: TestPoints("All", exact(got), exact(most)) for name, (got, most) in points.items()}
    found = Facts(ALICE, 1, "d1", ON_TIME, attempt(sum(got for got, _ in points.values())), tests, ())
    return replace(found, **keys)  # type: ignore[arg-type]  # fields of it


def rules(policy: Policy = DUE_THEN, *, most: float = 100, bonus: float = 0, written: float = 0) -> Rules:
    return Rules(policy, exact(most), exact(bonus), exact(written))


def decided(*whats: What, login: str = "alice") -> list[Decision]:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    made = [Decision(moment + timedelta(hours=n), "me", "why", login, "small", what) for n, what in enumerate(whats)]
    return in_force(made)


def lines(entry: Entry) -> list[tuple[str, float]]:
    return [(line.said(), float(line.points)) for line in entry.lines]


def test_without_rules_the_tests_are_the_points() -> None:
    entry = entry_of(rules(Policy()), facts(), [])
    assert (entry.status, entry.points, entry.max_points, lines(entry)) == ("graded", 50, 100, [("tests", 50)])


def test_two_days_late() -> None:
    policy = Policy(due=DUE, late_percent=10)
    entry = entry_of(rules(policy), facts(received=DUE + timedelta(hours=25)), [])
    assert lines(entry) == [("tests", 50), ("2 days late: 20 % less", -10)]
    of_the_most = Policy(due=DUE, late_percent=10, late_of="maximum")
    assert entry_of(rules(of_the_most), facts(received=DUE + timedelta(hours=25)), []).points == 30


@pytest.mark.parametrize(
    ("what", "late", "points"),
    [
        (Extend(days=1), 1, 45),
        (Extend(days=2), 0, 50),
        (Extend(until=DUE + timedelta(hours=24)), 1, 45),
        (Extend(until=DUE - timedelta(days=3)), 2, 40),  # nobody has less time for an extension
        (Extend(), 2, 40),
    ],
)
def test_an_extension_moves_when_it_is_due(what: What, late: int, points: float) -> None:
    policy = Policy(due=DUE, late_percent=10)
    entry = entry_of(rules(policy), facts(received=DUE + timedelta(hours=25)), decided(what))
    assert (entry.days_late, entry.points) == (late, points)


def test_an_accommodation_and_an_extension_add_up() -> None:
    policy = Policy(due=DUE, late_percent=10)
    everywhere = replace(decided(Extend(days=1))[0], slug="")
    entry = entry_of(rules(policy), facts(received=DUE + timedelta(hours=25)), [everywhere, *decided(Extend(days=1))])
    assert (entry.days_late, entry.due) == (0, DUE + timedelta(days=2))


def test_slip_days_are_used_before_points_are_taken() -> None:
    policy = Policy(due=DUE, late_percent=10, slip_days=1)
    late = facts(received=DUE + timedelta(hours=25), slip_days=1)
    entry = entry_of(rules(policy), late, [])
    assert (entry.days_late, entry.slip_days, entry.points) == (2, 1, 45)
    assert entry_of(rules(policy), late, decided(Slip(0))).points == 40
    assert entry_of(rules(policy), late, decided(Slip(0), Slip(None))).points == 45
    assert entry_of(rules(policy), late, decided(Slip(2))).points == 50


def test_after_the_last_day_there_is_nothing() -> None:
    policy = Policy(due=DUE, late_percent=1, late_days=2)
    assert entry_of(rules(policy), facts(received=DUE + timedelta(days=2)), []).points == 49
    assert entry_of(rules(policy), facts(received=DUE + timedelta(days=2, seconds=1)), []).points == 0


def test_a_time_that_nobody_knows_is_on_time_and_said() -> None:
    entry = entry_of(rules(Policy(due=DUE, late_percent=10)), facts(received=None), [])
    assert entry.points == 50
    assert entry.problems == ("the time at which it was handed in is not known: it is taken as on time",)


def test_missing_excused_and_not_graded() -> None:
    missing = facts(handed_in=None, attempt=None)
    assert (entry_of(rules(), missing, []).status, entry_of(rules(), missing, []).points) == ("missing", 0)
    excused = entry_of(rules(), missing, decided(Excuse()))
    assert (excused.status, excused.points) == ("excused", None)
    assert entry_of(rules(), facts(), decided(Excuse(), Excuse(excused=False))).points == 50
    waiting = entry_of(rules(), facts(attempt=None), decided(Bonus(5)))
    assert (waiting.status, waiting.points) == ("not graded", None)


def test_a_person_decides_about_a_test() -> None:
    entry = entry_of(rules(), facts(), decided(Override("test_c", 7.5)))
    assert lines(entry) == [("tests", 50), ("test_c, by a person", 7.5)]
    assert entry_of(rules(), facts(), decided(Override("test_a", 0))).points == 20
    assert entry_of(rules(), facts(), decided(Override("test_a", 0), Override("test_a", None))).points == 50


def test_what_a_person_gave_for_one_submission_does_not_hold_for_another() -> None:
    what = decided(Override("test_a", 0, "d1"))
    assert entry_of(rules(), facts(), what).points == 20
    entry = entry_of(rules(), facts(attempt=replace(attempt(), digest="d2"), digest="d2"), what)
    assert entry.points == 50
    assert entry.problems == ("0 points that a person gave for a test were for another submission",)


def test_full_points_for_all_but_whom_a_person_gave_others() -> None:
    rule = decided(TestRule("test_c", "full"), login="")
    assert entry_of(rules(), facts(), rule).points == 70
    assert entry_of(rules(), facts(), [*rule, *decided(Override("test_c", 5))]).points == 55


def test_a_dropped_test_leaves_the_others_worth_all() -> None:
    entry = entry_of(rules(), facts(), decided(TestRule("test_c", "drop")))
    assert entry.points == 62.5  # 50 of 80
    two = entry_of(rules(), facts(), decided(TestRule("test_a", "drop"), TestRule("test_c", "drop")))
    assert two.points == 100  # 20 of 20


def test_nobody_loses_by_a_dropped_test_unless_that_is_wanted() -> None:
    assert entry_of(rules(), facts(), decided(TestRule("test_b", "drop"))).points == 50
    assert entry_of(rules(), facts(), decided(TestRule("test_b", "drop", may_lower=True))).points == 37.5


def test_what_may_lower_does_not_take_from_what_may_not() -> None:
    tests = {"test_a": (40.0, 40.0), "test_b": (0.0, 20.0), "test_c": (10.0, 40.0)}
    lowering = decided(TestRule("test_a", "drop", may_lower=True))
    before = entry_of(rules(), facts(tests), lowering).points
    both = decided(TestRule("test_a", "drop", may_lower=True), TestRule("test_b", "drop"))
    assert (entry_of(rules(), facts(tests), both).points or 0) >= (before or 0)


def test_when_every_test_is_dropped_everybody_has_all() -> None:
    all_ = decided(*(TestRule(name, "drop") for name in POINTS))
    assert entry_of(rules(), facts(), all_).points == 100


def test_tests_of_bonus_parts_are_dropped_and_changed_without_the_others() -> None:
    tests = {
        "test_a": TestPoints("All", exact(40), exact(40)),
        "test_b": TestPoints("All", exact(0), exact(40)),
        "test_x": TestPoints("Extra", exact(10), exact(20)),
    }
    given_ = facts(tests=tests, attempt=attempt(50), bonus=exact(10))
    extra = rules(Policy(bonus_parts=("Extra",)), bonus=20)
    assert entry_of(extra, given_, decided(TestRule("test_x", "drop"))).points == 50
    assert entry_of(extra, given_, decided(TestRule("test_x", "drop", may_lower=True))).points == 40
    assert entry_of(extra, given_, decided(TestRule("test_b", "drop"))).points == 90  # 80 and the bonus
    both = decided(TestRule("test_b", "drop"), Override("test_x", 20))
    assert entry_of(extra, given_, both).points == 100


def test_a_test_that_is_run_again_counts_where_it_gives_more() -> None:
    again = Rerun(7, "test_a", 60, 60, "passed")
    assert entry_of(rules(), facts(), decided(again)).points == 80
    lower = Rerun(7, "test_a", 0, 60, "failed")
    assert entry_of(rules(), facts(), decided(lower)).points == 50
    assert entry_of(rules(), facts(), decided(Rerun(7, "test_a", 0, 60, "failed", may_lower=True))).points == 20
    of_another_attempt = Rerun(8, "test_a", 60, 60, "passed")
    assert entry_of(rules(), facts(), decided(of_another_attempt)).points == 50


def test_bonus_parts_are_no_part_of_the_most() -> None:
    tests = {"test_a": TestPoints("All", exact(70), exact(80)), "test_x": TestPoints("Extra", exact(20), exact(20))}
    given_ = facts(tests=tests, attempt=attempt(90), bonus=exact(20))
    policy = Policy(bonus_parts=("Extra",))
    entry = entry_of(rules(policy, bonus=20), given_, [])
    assert (entry.points, entry.max_points) == (90, 80)
    capped = entry_of(rules(Policy(bonus_parts=("Extra",), bonus_at_most=5), bonus=20), given_, [])
    assert lines(capped) == [("tests", 90), ("not more than 85", -5)]


def test_written_answers_wait_until_a_person_has_judged_this_text() -> None:
    written = (Written(1, "t1", exact(4)), Written(2, "", exact(6)))
    waiting = entry_of(rules(written=10), facts(written=written), [])
    assert (waiting.points, waiting.max_points, waiting.awaiting) == (50, 110, 4)
    marked = entry_of(rules(written=10), facts(written=written), decided(Mark(1, "t1", (1, 2.5), "good")))
    assert (marked.points, marked.awaiting, marked.comments) == (53.5, 0, ("question 1: good",))
    rewritten = (Written(1, "t2", exact(4)),)
    assert entry_of(rules(written=10), facts(written=rewritten), decided(Mark(1, "t1", (1, 2.5)))).awaiting == 4
    taken_back = decided(Mark(1, "t1", (1, 2.5)), Mark(1, "t1", ()))
    assert entry_of(rules(written=10), facts(written=written), taken_back).awaiting == 4


def test_points_beside_the_tests_come_after_lateness_and_replace_earlier_ones() -> None:
    late = facts(received=DUE + timedelta(hours=1))
    entry = entry_of(
        rules(Policy(due=DUE, late_percent=50)), late, decided(Bonus(5), Bonus(2), Comment("a"), Comment("b"))
    )
    assert lines(entry) == [("tests", 50), ("1 day late: 50 % less", -25), ("bonus", 2)]
    assert entry.comments == ("a", "b")


def test_grades_are_held_until_they_are_released() -> None:
    assert not entry_of(rules(), facts(), []).released
    assert entry_of(rules(), facts(), decided(Release(True))).released
    assert not entry_of(rules(), facts(), decided(Release(True), Release(False))).released
    held, all_ = decided(Release(False)), decided(Release(True), login="")
    assert not entry_of(rules(), facts(), [*held, *all_]).released  # for all, but later than the student's own


def test_a_comment_can_be_taken_back() -> None:
    assert entry_of(rules(), facts(), decided(Comment("a"), Comment("a", withdrawn=True))).comments == ()


def test_slip_days_are_not_spent_where_it_gets_nothing_all_the_same() -> None:
    policy = Policy(due=DUE, late_percent=10, slip_days=2, late_days=3)
    entry = entry_of(rules(policy), facts(received=DUE + timedelta(days=6), slip_days=2), [])
    assert (entry.points, entry.slip_days) == (0, 0)
    entry = entry_of(rules(policy), facts(received=DUE + timedelta(days=5), slip_days=2), [])
    assert (entry.points, entry.slip_days) == (35, 2)  # 3 days that are not free


def test_of_the_most_there_is_taken_no_more_than_there_is() -> None:
    policy = Policy(due=DUE, late_percent=40, late_of="maximum")
    entry = entry_of(rules(policy, written=25), facts(received=DUE + timedelta(days=1)), [])
    assert lines(entry) == [("tests", 50), ("1 day late: 40 % less", -50)]  # of 125
    assert entry.points == 0


def test_what_is_taken_off_stops_at_nothing() -> None:
    entry = entry_of(rules(), facts(), decided(Bonus(-80)))
    assert lines(entry) == [("tests", 50), ("taken off", -80), ("not less than 0", 30)]


@pytest.mark.parametrize(("bonus", "expected"), [(None, 6.0), (0.0, 6.0), (2.0, 6.0)])
def test_rounding_does_not_carry_beyond_the_most(bonus: float | None, expected: float) -> None:
    policy = Policy(round_to=2, bonus_at_most=bonus)
    assert entry_of(rules(policy, most=7), facts({"test_a": (7.0, 7.0)}), []).points == expected


def test_rounding_is_one_line_at_the_end() -> None:
    policy = Policy(due=DUE, late_percent=33.3, round_to=0.5)
    entry = entry_of(rules(policy), facts(received=DUE + timedelta(hours=1)), [])
    assert lines(entry) == [("tests", 50), ("1 day late: 33.3 % less", -16.65), ("rounded to 0.5", 0.15)]
    assert entry.points == 33.5


WHATS = st.one_of(
    st.builds(Override, st.sampled_from(["test_a", "test_b", "test_c"]), st.none() | st.floats(0, 20)),
    st.builds(TestRule, st.sampled_from(["test_a", "test_b", "test_c"]), st.sampled_from(["drop", "full", "none"])),
    st.builds(Bonus, st.floats(-200, 200)),
    st.builds(Extend, days=st.integers(0, 9)),
    st.builds(Slip, st.none() | st.integers(0, 9)),
    st.builds(Rerun, st.just(7), st.sampled_from(["test_a", "test_b"]), st.floats(0, 20), st.just(20.0), st.just("x")),
)
POLICIES = st.builds(
    Policy,
    due=st.just(DUE),
    late_percent=st.floats(0, 100),
    late_at_most=st.floats(0, 100),
    late_of=st.sampled_from(["score", "maximum"]),
    bonus_at_most=st.none() | st.floats(0, 50),
    round_to=st.sampled_from([0.01, 0.5, 1.0]),
)
TESTS = st.fixed_dictionaries(
    {name: st.floats(0, most).map(lambda got, most=most: (got, most)) for name, (_, most) in POINTS.items()}
)


@given(TESTS, POLICIES, st.lists(WHATS, max_size=6), st.integers(-100, 400))
def test_lines_add_up_and_points_are_never_below_nothing(
    tests: dict[str, tuple[float, float]], policy: Policy, whats: Sequence[What], hours: int
) -> None:
    entry = entry_of(rules(policy), facts(tests, received=DUE + timedelta(hours=hours)), decided(*whats))
    total = sum((line.points for line in entry.lines), Fraction(0))
    assert entry.points == float(total)
    assert total >= 0
    assert (total / exact(policy.round_to)).denominator == 1
    if policy.bonus_at_most is not None:
        assert total <= 100 + exact(policy.bonus_at_most) + exact(policy.round_to) / 2


RULES = st.lists(st.builds(TestRule, st.sampled_from([*POINTS]), st.sampled_from(["drop", "full"])), max_size=3)


@given(TESTS, st.lists(st.sampled_from([*POINTS]), unique=True), RULES)
def test_a_rule_for_all_lowers_no_grade(
    tests: dict[str, tuple[float, float]], lowered: Sequence[str], whats: Sequence[TestRule]
) -> None:
    """Whatever was decided about other tests before, also by who was willing to lower grades."""
    first = [TestRule(name, "drop", may_lower=True) for name in lowered]
    new = [what for what in whats if what.test not in lowered]
    before, after = (entry_of(rules(), facts(tests), decided(*first, *some)) for some in ((), new))
    assert (after.points or 0) >= (before.points or 0)
    assert (after.points or 0) <= 100


@given(TESTS, POLICIES, st.integers(0, 300), st.integers(0, 300))
def test_who_is_later_has_no_more(tests: dict[str, tuple[float, float]], policy: Policy, one: int, other: int) -> None:
    early, late = (facts(tests, received=DUE + timedelta(hours=hours)) for hours in sorted((one, other)))
    assert (entry_of(rules(policy), early, []).points or 0) >= (entry_of(rules(policy), late, []).points or 0)


@given(WHATS)
def test_a_decision_comes_back_as_it_was(what: What) -> None:
    assert from_told(told(what)) == what
