"""The arithmetic of rules: to the second, over changes of the clocks, and without a rounding error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.policies import (
    Policy,
    days_after,
    days_late,
    exact,
    exists,
    fault_of,
    late_share,
    moment_in,
    rounded,
)

ZURICH = ZoneInfo("Europe/Zurich")
ZONES = st.sampled_from(["UTC", "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
SECOND = timedelta(seconds=1)


def zurich(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZURICH).astimezone(UTC)  # type: ignore[arg-type, misc]  # parts of a datetime


def policy(due: datetime, **keys: object) -> Policy:
    return Policy(due=due, time_zone="Europe/Zurich", **keys)  # type: ignore[arg-type]  # keys of a policy


@pytest.mark.parametrize(
    ("received", "days"),
    [
        (zurich(2026, 10, 1, 23, 59, 0), 0),
        (zurich(2026, 10, 1, 23, 59, 1), 1),
        (zurich(2026, 10, 2, 23, 59, 0), 1),
        (zurich(2026, 10, 2, 23, 59, 1), 2),
        (zurich(2026, 9, 1), 0),
    ],
)
def test_days_begin_a_second_after_they_end(received: datetime, days: int) -> None:
    due = datetime(2026, 10, 1, 23, 59)
    assert days_late(received, moment_in(due, ZURICH), policy(due)) == days


@pytest.mark.parametrize(
    ("due", "end"),
    [
        # the night in which the clocks are put back has an hour more, and that in which they are put forward one less
        (zurich(2026, 10, 24, 23, 59), zurich(2026, 10, 25, 23, 59)),
        (zurich(2026, 3, 28, 23, 59), zurich(2026, 3, 29, 23, 59)),
    ],
)
def test_a_day_ends_where_the_clock_shows_the_same(due: datetime, end: datetime) -> None:
    assert end - due != timedelta(days=1)
    assert days_late(end, due, policy(due)) == 1
    assert days_late(end + SECOND, due, policy(due)) == 2


def test_the_grace_forgives_what_is_within_it_and_nothing_else() -> None:
    due = zurich(2026, 10, 1, 12)
    rules = policy(due, grace_minutes=15)
    assert days_late(due + timedelta(minutes=15), due, rules) == 0
    assert days_late(due + timedelta(minutes=15) + SECOND, due, rules) == 1
    assert days_late(due + timedelta(days=1) + SECOND, due, rules) == 2  # days are counted from when it was due


@given(MOMENTS, st.integers(0, 400), ZONES)
def test_so_many_days_after_is_so_many_days_late(due: datetime, days: int, zone: str) -> None:
    rules = Policy(due=due, time_zone=zone)
    end = days_after(due, days, rules.zone)
    if days:
        assert days_late(end, due, rules) == days
        assert days_late(end + SECOND, due, rules) == days + 1
        assert days_late(days_after(due, days - 1, rules.zone) + SECOND, due, rules) == days


@given(MOMENTS, MOMENTS, MOMENTS, ZONES, st.floats(0, 3000))
def test_who_hands_in_later_is_not_less_late(
    due: datetime, one: datetime, other: datetime, zone: str, grace: float
) -> None:
    rules = Policy(due=due, time_zone=zone, grace_minutes=grace)
    early, late = sorted((one, other))
    assert 0 <= days_late(early, due, rules) <= days_late(late, due, rules)
    assert (days_late(early, due, rules) == 0) == (early <= due + timedelta(minutes=grace))


@given(st.integers(0, 1000), st.floats(0, 100), st.floats(0, 100), st.none() | st.integers(1, 30))
def test_the_share_that_is_taken_grows_up_to_its_cap(days: int, percent: float, cap: float, last: int | None) -> None:
    rules = Policy(late_percent=percent, late_at_most=cap, late_days=last)
    share = late_share(days, rules)
    assert 0 <= share <= late_share(days + 1, rules) <= 1
    if last is not None and days > last:
        assert share == 1
    else:
        assert share == min(exact(percent) * days, exact(cap)) / 100


def test_shares_are_exact() -> None:
    assert late_share(3, Policy(late_percent=0.1)) == Fraction(3, 1000)


@given(st.fractions(0, 200), st.sampled_from([0.01, 0.1, 0.25, 0.5, 1.0, 5.0]))
def test_rounding_goes_to_the_nearest_step(points: Fraction, step: float) -> None:
    found = rounded(points, step)
    assert (found / exact(step)).denominator == 1
    assert -exact(step) / 2 < found - points <= exact(step) / 2


@pytest.mark.parametrize(
    ("points", "step", "expected"),
    [("0.125", 0.01, "0.13"), ("2.5", 1, "3"), ("87.25", 0.5, "87.5"), ("0.285", 0.01, "0.29"), ("-0.4", 1, "0")],
)
def test_halves_go_up(points: str, step: float, expected: str) -> None:
    assert rounded(Fraction(points), step) == Fraction(expected)


def test_rounding_stays_within_the_most() -> None:
    assert rounded(Fraction(7), 2, Fraction(7)) == 6
    assert rounded(Fraction(7), 2, Fraction(8)) == 8
    assert rounded(Fraction("7.5"), 1, Fraction(7)) == 8  # it was beyond it before


def test_a_day_that_ends_in_a_gap_of_the_clocks_is_no_shorter() -> None:
    due = zurich(2026, 3, 28, 2, 30)
    assert days_after(due, 1, ZURICH) == zurich(2026, 3, 29, 3, 30)
    assert days_late(zurich(2026, 3, 29, 1, 45), due, policy(due)) == 1


def test_a_time_with_an_offset_is_that_moment() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, which the clocks show again an hour later
    assert days_after(first, 0, ZURICH) == first


def test_of_two_times_that_a_clock_shows_twice_the_later_counts() -> None:
    due = moment_in(datetime(2026, 10, 25, 2, 30), ZURICH)
    assert due == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (Policy(time_zone="Mars/Olympus"), "no time zone is called 'Mars/Olympus'"),
        (Policy(time_zone="../etc"), "no time zone is called"),
        (Policy(time_zone=""), "no time zone is called ''"),
        (policy(datetime(2026, 3, 29, 2, 30)), "the clocks of Europe/Zurich never show 2026-03-29 02:30:00"),
        (Policy(bonus_parts=("Extra",)), "'Extra' is none of the parts"),
    ],
)
def test_a_rule_that_cannot_be_is_named(rules: Policy, says: str) -> None:
    assert says in fault_of(rules, ("Main",))


def test_a_rule_that_can_be_has_no_fault() -> None:
    rules = Policy(due=datetime(2026, 3, 29, 3, 0), time_zone="Europe/Zurich", bonus_parts=("Main",))
    assert fault_of(rules, ("Main",)) == ""
    assert exists(datetime(2026, 3, 29, 2, 30, tzinfo=UTC), ZURICH)  # with an offset any time exists
