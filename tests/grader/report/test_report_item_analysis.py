"""Discrimination against values worked out by hand and against Pearson's correlation; remarks that hold when due."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from made_grades import unhurried

from grader.report.item_analysis import Sitting, item, point_biserial

PAIRS = st.lists(st.tuples(st.booleans(), st.integers(-50, 200).map(lambda n: n / 4)), max_size=50)


def sittings(passed: int, failed: int, *, up: bool = True, follows: int = 0) -> list[Sitting]:
    """Those who pass have more points elsewhere, or fewer."""
    good, poor = (10.0, 2.0) if up else (2.0, 10.0)
    return [
        *[Sitting(True, 1.0, good + n) for n in range(passed)],
        *[Sitting(False, 0.0, poor + n / 2, follows=n < follows) for n in range(failed)],
    ]


def test_a_value_worked_out_by_hand() -> None:
    # M1 = 8, M0 = 3, p = 1/2; deviations from 5.5 are 3.5, 1.5, −1.5, −3.5: s = √7.25
    assert point_biserial([True, True, False, False], [9, 7, 4, 2]) == pytest.approx(5 / 7.25**0.5 / 2)


def test_points_that_follow_from_passing_alone_correlate_fully() -> None:
    assert point_biserial([True, False, True], [5, 1, 5]) == pytest.approx(1)
    assert point_biserial([True, False, True], [1, 5, 1]) == pytest.approx(-1)


@pytest.mark.parametrize(
    ("passed", "rest"),
    [([], []), ([True] * 3, [1, 2, 3]), ([False] * 3, [1, 2, 3]), ([True, False], [0.3, 0.1 + 0.2])],
)
def test_it_is_not_defined_where_nobody_differs(passed: list[bool], rest: list[float]) -> None:
    assert point_biserial(passed, rest) is None


@unhurried
@given(PAIRS)
def test_it_is_pearsons_correlation_with_zero_and_one(pairs: list[tuple[bool, float]]) -> None:
    passed, rest = [won for won, _ in pairs], [points for _, points in pairs]
    assume(len(set(passed)) == 2 and len(set(rest)) > 1)
    expected = float(np.corrcoef(np.array(passed, float), rest)[0, 1])
    assert point_biserial(passed, rest) == pytest.approx(expected, abs=1e-9)


@unhurried
@given(PAIRS, st.integers(1, 20), st.integers(-100, 100))
def test_units_of_the_points_do_not_matter(pairs: list[tuple[bool, float]], factor: int, more: int) -> None:
    passed, rest = [won for won, _ in pairs], [points for _, points in pairs]
    found = point_biserial(passed, rest)
    scaled = point_biserial(passed, [factor * points + more for points in rest])
    assert scaled == (None if found is None else pytest.approx(found, abs=1e-9))


def test_rates_are_of_those_who_took_it() -> None:
    found = item([*sittings(3, 1), Sitting(False, 0.5, 5)])
    assert (found.taken, found.passed, found.pass_rate, found.mean_share) == (5, 3, 0.6, 0.7)
    nobody = item([])
    assert (nobody.pass_rate, nobody.mean_share, nobody.discrimination, nobody.remarks) == (0, 0, None, ())


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (sittings(6, 0), "everybody passes"),
        (sittings(0, 6), "nobody passes"),
        (sittings(4, 6, follows=4), "4 of 6 failures follow from another"),
        (sittings(6, 6, up=False), "who passes has fewer points elsewhere"),
        ([Sitting(n > 3, 1, n, margin=0.05 * (n - 4)) for n in range(8)], "5 of 8 accuracies are close"),
        ([Sitting(n > 1, 1, n, time=0.1 * n) for n in range(10)], "2 of 8 that pass take more than 80% of the time"),
    ],
)
def test_what_is_odd_is_said_and_nothing_else(taken: list[Sitting], said: str) -> None:
    (remark,) = item(taken).remarks
    assert remark.startswith(said)


def test_nothing_is_odd_about_a_good_test_or_a_class_too_small_to_say() -> None:
    assert item(sittings(8, 6, follows=1)).remarks == ()
    assert item(sittings(4, 0)).remarks == ()
    assert item(sittings(4, 4, up=False)).remarks == ()
    assert item(sittings(20, 2, up=False)).remarks == ()
