"""Pictures of evidence: where things are drawn, and evidence that is not as it should be."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_grades import CONFUSION, GRADIENT, HISTORY, failed, outcome, unhurried

from grader.report.bars import part_scores
from grader.report.curves import BOTTOM, LABEL_HEIGHT, MOST_POINTS, MOST_ROWS, TOP, charts, nice_ticks
from grader.report.heat import confusion, gradient_maps
from grader.report.of_test import view_of

MODEST = st.floats(-1e6, 1e6)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


def test_losses_and_accuracies_have_a_chart_each() -> None:
    loss, accuracy = charts(HISTORY)
    assert [line.name for line in loss.lines] == ["train_loss", "val_loss"]
    assert [line.name for line in accuracy.lines] == ["val_accuracy"]
    assert loss.numbers.rows[0] == ("1", "0.61", "0.33")


def test_a_falling_loss_goes_down_the_picture_from_left_to_right() -> None:
    (chart,) = charts({"loss": [4.0, 2.0, 0.0]})
    (line,) = chart.lines
    assert [y for _, y in line.dots] == [TOP, (TOP + BOTTOM) / 2, BOTTOM]
    assert sorted(line.dots) == list(line.dots)


def test_a_missing_number_is_a_gap_and_is_said() -> None:
    (chart,) = charts({"loss": [3.0, float("nan"), 1.0, 0.5]})
    assert chart.lines[0].path.count("M") == 2
    assert "1 of 4 values are not finite" in chart.description
    assert chart.numbers.rows[1] == ("2", "not finite")


def test_a_long_history_is_thinned_and_keeps_its_ends() -> None:
    (chart,) = charts({"loss": [float(i) for i in range(100_000)]})
    assert chart.lines[0].path.count("L") == MOST_POINTS - 1
    assert len(chart.numbers.rows) == MOST_ROWS
    assert chart.numbers.rows[-1] == ("100,000", "1e+5")


def test_labels_of_lines_that_end_together_do_not_overlap() -> None:
    (chart,) = charts({f"loss {i}": [1.0, 0.5] for i in range(5)})
    places = sorted(line.label_at for line in chart.lines)
    assert min(b - a for a, b in pairwise(places)) >= LABEL_HEIGHT - 0.2
    assert places[-1] <= BOTTOM + LABEL_HEIGHT


@unhurried
@given(MODEST, MODEST)
def test_ticks_are_few_rising_and_cover_the_range(a: float, b: float) -> None:
    low, high = sorted((a, b))
    ticks = nice_ticks(low, high)
    slack = 1e-6 * max(1e-9, ticks[-1] - ticks[0])
    assert 2 <= len(ticks) <= 8
    assert all(first < second for first, second in pairwise(ticks))
    assert ticks[0] - slack <= low <= high <= ticks[-1] + slack


def test_confusion_shades_rows_by_their_share_and_marks_the_diagonal() -> None:
    picture = confusion({"labels": ["cat", "dog"], "matrix": [[90, 10], [0, 5]]})
    assert picture is not None
    assert [(cell.text, cell.shade, cell.marked) for cell in picture.cells] == [
        ("90", 5, True),
        ("10", 3, False),
        ("0", 0, False),
        ("5", 5, True),
    ]
    assert picture.description == "95 of 105 right (90.5 %). Most frequent mistakes: cat taken for dog, 10 times."
    assert picture.numbers.rows == (("cat", "90", "10"), ("dog", "0", "5"))


def test_classes_that_are_numbers_are_put_in_order() -> None:
    picture = confusion({"labels": ["10", "2", "other"], "matrix": [[7, 1, 3], [2, 8, 4], [0, 0, 0]]})
    assert picture is not None
    assert picture.numbers.rows == (("2", "8", "2", "4"), ("10", "1", "7", "3"), ("other", "0", "0", "0"))


def test_only_gradients_beyond_the_tolerance_are_drawn() -> None:
    (w1,) = gradient_maps(GRADIENT)
    assert w1.title == "Error of the gradient of W1"
    assert [cell.marked for cell in w1.cells] == [False, True] * 3
    assert [cell.shade for cell in w1.cells] == [0, 5, 0, 5, 0, 4]
    assert w1.description == "3 of 6 squares are off by more than 1e-5 (relative), each marked with a dot."


def test_squares_of_a_large_gradient_are_named_by_their_first_entry() -> None:
    (picture,) = gradient_maps({"parameters": {"W1": {"shape": [2, 5, 10], "errors": [[1.0] * 3] * 4}}})
    assert picture.numbers.columns == ("Row", "0", "4", "7")
    assert [row[0] for row in picture.numbers.rows] == ["0", "3", "6", "8"]
    assert "the worst of them" in picture.description


def test_a_gradient_test_that_passed_shows_no_errors() -> None:
    assert view_of(failed(evidence={"gradient": GRADIENT}), "test-1", instructor=False).gradients
    assert not view_of(outcome(evidence={"gradient": GRADIENT}), "test-1", instructor=False).gradients


@pytest.mark.parametrize(
    "evidence",
    [
        {"history": {"loss": "0.1, 0.2"}},
        {"history": {"loss": [None, float("inf"), 10**400]}},
        {"history": [1, 2]},
        {"confusion": {"matrix": [[1, 2]], "labels": []}},
        {"confusion": {"matrix": [[1, 2], [3]]}},
        {"confusion": {"matrix": []}},
        {"gradient": {"parameters": {"W1": {"errors": []}}}},
        {"gradient": {"parameters": [[1.0]]}},
        {"gradient": {"parameters": {"W1": {"errors": [[1.0] * 500] * 500}}}},
    ],
)
def test_evidence_that_cannot_be_drawn_is_left_out(evidence: dict[str, Any]) -> None:
    assert not view_of(failed(evidence=evidence), "test-1", instructor=True).has_pictures


@unhurried
@given(st.dictionaries(st.sampled_from(["loss", "matrix", "labels", "parameters", "value"]), ANYTHING))
def test_no_evidence_makes_it_fail(values: dict[str, Any]) -> None:
    evidence = dict.fromkeys(["history", "confusion", "gradient", "accuracy"], values)
    view = view_of(failed(evidence=evidence), "test-1", instructor=True)
    assert view.title == "Gradients"


def test_labels_that_do_not_fit_are_replaced_by_numbers() -> None:
    picture = confusion({**CONFUSION, "labels": ["just one"]})
    assert picture is not None
    assert picture.numbers.columns == ("True class", "0", "1", "2")


def test_parts_add_up_in_the_order_of_their_first_tests() -> None:
    tests = (
        outcome(part="a", points=2.0, max_points=4.0),
        outcome("b", part="b", points=3.0, max_points=3.0),
        outcome("c", part="a", points=1.0, max_points=1.0),
    )
    first, second = part_scores(tests)
    assert (first.points, first.max_points, first.share) == (3.0, 5.0, 0.6)
    assert (second.name, second.share) == ("b", 1.0)
