"""What a student gets who asks what is kept of them: all of it, and nothing that is the instructor's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from stored import add, begun, hand_in, judgement

from grader.course import Assignment
from grader.errors import GradebookError
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Bonus, Release, TestRule
from grader.gradebook.personal import events, personal_data
from grader.store import Store

WithPolicy = Callable[..., Assignment]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def book(with_policy: WithPolicy, store: Store) -> Gradebook:
    course = with_policy()
    found = judgement("d1", 2)
    secret = tuple(
        msgspec.structs.replace(test, detail="planted-detail", seed="planted-seed") for test in found.grade.tests
    )
    run = begun(store)
    add(store, run, replace(found, grade=msgspec.structs.replace(found.grade, tests=secret, submission="another")))
    hand_in(store, run, "alice", "d1", NOON)
    hand_in(store, run, "bob", "d2", NOON)
    made = Gradebook(course, store)
    made.decide(Bonus(1), why="a talk", login="alice", who="me")
    made.decide(Bonus(3), why="not about alice", login="bob")
    made.decide(TestRule("test_a", "full"), why="it was wrong")
    return made


def test_a_history_is_in_order_of_time_and_about_one_student(book: Gradebook) -> None:
    found = events(book.store, "alice")
    assert [one.what for one in found] == [
        "graded: 6 of 10 (isolation A, attempt 1)",
        "handed in: in/alice",
        "+1 points",
        "test_a gives all its points (for everyone)",
    ]
    assert (found[2].who, found[2].why) == ("me", "a talk")
    assert events(book.store, "alice", "other") == []
    with pytest.raises(GradebookError, match="no student 'eve' is known"):
        events(book.store, "eve")


def test_what_is_held_back_is_only_named(book: Gradebook) -> None:
    data = personal_data(book.assignment.course, book.store, "alice")
    assert (data["attempts"], data["held_back"]) == ([], ["small"])
    text = json.dumps(data)
    for told in ("6 of 10", "a talk", "+1 points", "it was wrong", "all its points"):
        assert told not in text
    assert "handed in" in text


def test_what_is_released_is_there_without_what_is_the_instructors(book: Gradebook) -> None:
    book.decide(Release(True), why="done")
    data = personal_data(book.assignment.course, book.store, "alice")
    text = json.dumps(data)
    assert data["student"]["login"] == "alice"
    assert [(one["score"], one["submission"]) for one in data["attempts"]] == [(6, "alice")]
    assert data["points"] == {"small": {"points": 11, "of": 10, "comments": ()}}
    assert "graded: 6 of 10" in text
    assert "planted" not in text
    for note in ("not about alice", "a talk", "it was wrong", '"me"'):
        assert note not in text
    assert "+1 points" in text
    assert "test_a gives" not in text  # which is hidden from students
