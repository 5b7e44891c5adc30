"""Quartiles by their definition, tenths by their edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_grades import unhurried

from grader.report.scores_chart import scores_chart
from grader.report.spread import quantile, spread, tenths

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


def test_the_numbers_of_one_to_eleven() -> None:
    found = spread([11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6])
    assert found is not None
    assert (found.least, found.lower, found.median, found.upper, found.nearly_all, found.most) == (
        1,
        3.5,
        6,
        8.5,
        10.5,
        11,
    )
    assert found.mean == 6


def test_nothing_has_no_spread_and_what_is_not_finite_is_left_out() -> None:
    assert spread([]) is spread([math.nan, math.inf]) is None
    found = spread([math.nan, 2.0])
    assert found is not None
    assert (found.count, found.median) == (1, 2.0)


@unhurried
@given(NUMBERS, st.floats(0, 1))
def test_a_quantile_is_that_of_numpy(numbers: list[float], share: float) -> None:
    assert quantile(sorted(numbers), share) == pytest.approx(float(np.quantile(numbers, share)), rel=1e-9, abs=1e-9)


@unhurried
@given(NUMBERS)
def test_the_numbers_of_a_spread_are_in_order(numbers: list[float]) -> None:
    found = spread(numbers)
    assert found is not None
    order = [found.least, found.lower, found.median, found.upper, found.nearly_all, found.most]
    assert order == sorted(order)
    assert found.least <= found.mean <= found.most


def test_a_tenth_begins_with_its_lower_edge_and_the_last_has_all() -> None:
    found = tenths([0, 9.99, 10, 30, 99, 100, 100.5, -3], of=100)
    assert found.counts == (3, 1, 0, 1, 0, 0, 0, 0, 0, 2)
    assert found.beyond == 1


@pytest.mark.parametrize("tenth", range(10))
@pytest.mark.parametrize("of", [0.7, 3.0, 110.0])
def test_an_edge_belongs_to_the_tenth_above_it_whatever_binary_makes_of_it(tenth: int, of: float) -> None:
    assert tenths([of * tenth / 10], of).counts[tenth] == 1


@unhurried
@given(st.lists(st.floats(-10, 200), max_size=60), st.floats(0.5, 150))
def test_everybody_is_in_one_tenth(points: list[float], of: float) -> None:
    found = tenths(points, of)
    assert sum(found.counts) + found.beyond == len(points)


@unhurried
@given(st.lists(st.floats(-10, 200), min_size=1, max_size=40), st.floats(0.5, 150))
def test_the_chart_stays_in_its_frame_and_its_table_counts_everybody(points: list[float], of: float) -> None:
    found = spread(points)
    assert found is not None
    chart = scores_chart(found, of, tenths(points, of), "student")
    assert all(one.x >= 0 and one.x + one.width <= 400 and 0 <= one.y <= 172 for one in chart.columns)
    assert 8 <= chart.least <= chart.lower <= chart.median <= chart.upper <= chart.most <= 392.1
    assert sum(int(row[2]) for row in chart.numbers.rows) == len(points)
