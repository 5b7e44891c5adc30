"""What is said of many students is put together, whatever its numbers; what is said otherwise is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_grades import failed, outcome, unhurried

from grader.report.diagnoses import Said, commonest, normalised, said_of

SUM = "grads['b1'] is right once axis 0 is reduced: was the sum over the batch forgotten?"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SUM, SUM.replace("b1", "b2")),
        ("softmax of 5 × 3 logits is all zeros: why?", "softmax of the logits 1000 and 0 is all zeros: why?"),
        ("forward: logits has shape (1, 2)", "forward of a network of 1 layers: logits has shape (3,)"),
        ("has shape (5, 4), expected (4,)", "has shape (3, 2, 7), expected (12,)"),
        ("is exactly −1/32 of it?", "is exactly 4 of it".replace("4", "-1/8")),
        ("off by 1.5e-3", "off by  2"),
        ("Was it forgotten?", "was it forgotten"),
    ],
)
def test_numbers_shapes_case_and_the_mark_at_the_end_do_not_matter(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("grads['b1'] is all zeros", "grads['b1'] is all ones"),
        ("softmax is all zeros", "forward: logits is all zeros"),
        ("is base_lr used?", "is batch_size used?"),
        ("sums over axis", "sums over axes"),
        ("is something computed in float32?", "is something computed in float64?"),
    ],
)
def test_names_and_words_matter(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@unhurried
@given(st.text(max_size=200))
def test_to_normalise_twice_changes_nothing_more(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


def test_the_first_line_of_a_hint_is_said_and_a_message_stands_in() -> None:
    assert said_of(failed(hint=f"\n{SUM}\nthe same holds of grads['b2']", message="m")) == Said(SUM, True)
    assert said_of(failed(message="\nover 2.0 s\nmore")) == Said("over 2.0 s", False)
    assert said_of(failed()) is None


def test_what_passed_or_follows_says_nothing() -> None:
    for test in (outcome(hint=SUM), failed(hint=SUM, follows_from="forward"), outcome(status="not_run", hint=SUM)):
        assert said_of(test) is None


def test_hostile_sayings_are_one_short_visible_line() -> None:
    said = said_of(failed(hint="\u202e<b>" + "x" * 10_000))
    assert said is not None
    assert said.text.startswith("[U+202E]<b>")
    assert len(said.text) <= 240


def test_a_student_counts_once_and_groups_of_most_students_come_first() -> None:
    b1, b2, other = Said(SUM, True), Said(SUM.replace("b1", "b2"), True), Said("another", True)
    found = commonest([(0, "t1", b1), (0, "t2", b2), (1, "t1", b1), (2, "t3", other)])
    assert [(one.text, one.who, one.tests) for one in found] == [
        (SUM, (0, 1), ("t1", "t2")),
        ("another", (2,), ("t3",)),
    ]


def test_a_message_is_not_put_together_with_a_hint() -> None:
    found = commonest([(0, "t", Said("same", True)), (1, "t", Said("same", False))])
    assert [(one.hint, one.who) for one in found] == [(True, (0,)), (False, (1,))]
