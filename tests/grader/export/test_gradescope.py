"""results.json is as https://gradescope-autograders.readthedocs.io/en/latest/specs/ describes it.

The schema is that page's table of fields and its lists of values; SAMPLE is its example.
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from exported import ALICE, contents, hand_in, judgement, outcome, release

from grader.course import Assignment
from grader.export import to_gradescope
from grader.gradebook import Gradebook
from grader.judge.grade import Audience
from grader.store import Store

_VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": _FORMAT,
        "test_output_format": _FORMAT,
        "test_name_format": _FORMAT,
        "visibility": _VISIBILITY,
        "stdout_visibility": _VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": _FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": _FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": _VISIBILITY,
                    "extra_data": {"type": "object"},
                },
                "additionalProperties": False,
            },
        },
        "leaderboard": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "value": {"type": ["number", "string"]},
                    "order": {"enum": ["asc", "desc"]},
                },
                "required": ["name", "value"],
                "additionalProperties": False,
            },
        },
    },
    "anyOf": [{"required": ["score"]}, {"required": ["tests"]}],
    "additionalProperties": False,
}
SAMPLE = {
    "score": 44.0,
    "execution_time": 136,
    "output": "Text relevant to the entire submission",
    "output_format": "simple_format",
    "test_output_format": "text",
    "test_name_format": "text",
    "visibility": "after_due_date",
    "stdout_visibility": "visible",
    "extra_data": {},
    "tests": [
        {
            "score": 2.0,
            "max_score": 2.0,
            "status": "passed",
            "name": "Your name here",
            "name_format": "text",
            "number": "1.1",
            "output": "Giant multiline string that will be placed in a <pre> tag and collapsed by default",
            "output_format": "text",
            "tags": ["tag1", "tag2", "tag3"],
            "visibility": "visible",
            "extra_data": {},
        }
    ],
    "leaderboard": [
        {"name": "Accuracy", "value": 0.926},
        {"name": "Time", "value": 15.1, "order": "asc"},
        {"name": "Stars", "value": "*****"},
    ],
}
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def files(book: Gradebook, audience: Audience = "student", *, leaderboard: bool = False) -> dict[str, dict[str, Any]]:
    found = to_gradescope(contents(book, audience), leaderboard=leaderboard)
    return {login: json.loads(content) for login, content in found}


def test_the_schema_takes_the_sample() -> None:
    VALIDATOR.validate(SAMPLE)


@pytest.mark.parametrize("leaderboard", [False, True])
@pytest.mark.parametrize("audience", ["student", "instructor"])
def test_it_is_as_gradescope_wants_it(book: Gradebook, audience: Audience, leaderboard: bool) -> None:
    for found in files(book, audience, leaderboard=leaderboard).values():
        VALIDATOR.validate(found)


def test_the_score_is_what_counts_not_what_the_tests_gave(book: Gradebook) -> None:
    alice = files(book)["alice"]
    assert alice["score"] == 1.17
    assert [test["score"] for test in alice["tests"]] == [0.1] * 4


def test_how_it_comes_about_is_told(book: Gradebook) -> None:
    assert files(book)["alice"]["output"].split("\n") == [
        "tests: 0.4",
        "hidden_4, by a person: 0.9",
        "1 day late: 10 % less: -0.13",
        "1.17 of 10 points",
        "well <done>,",
        "Alice",
    ]


def test_what_students_see_of_a_test(book: Gradebook) -> None:
    """What is shown by name only is visible; what nobody may know of is hidden, and has no name either."""
    tests = files(book)["alice"]["tests"]
    assert [test["visibility"] for test in tests] == ["visible", "visible", "visible", "hidden"]
    assert [test["name"] for test in tests] == [
        "Doubling: Title of test_full",
        "Doubling: Title of test_hint",
        "Doubling: Title of test_name",
        "Doubling: A hidden test",
    ]


def test_no_student_sees_a_test_in_an_instructors_file(book: Gradebook) -> None:
    assert {test["visibility"] for test in files(book, "instructor")["alice"]["tests"]} == {"hidden"}


def test_what_is_not_released_waits_until_gradescope_publishes_it(book: Gradebook) -> None:
    found = files(book, "instructor")
    assert (found["carol"]["visibility"], found["alice"]["visibility"]) == ("after_published", "visible")


def test_standard_output_is_never_shown(book: Gradebook) -> None:
    assert {one["stdout_visibility"] for one in files(book).values()} == {"hidden"}


def test_whoever_has_no_points_has_no_file(book: Gradebook) -> None:
    assert list(files(book)) == ["alice", "dan"]


def test_a_leaderboard_shows_what_students_may_know_of_released_grades(book: Gradebook) -> None:
    found = files(book, "instructor", leaderboard=True)
    assert not any(entry.released for entry in book.entries() if entry.student.login == "carol")
    assert "leaderboard" not in found["carol"]
    own = files(book, "student", leaderboard=True)["alice"]["leaderboard"]
    assert found["alice"]["leaderboard"] == own


def test_a_leaderboard_only_on_demand_and_without_hidden_tests(book: Gradebook) -> None:
    assert "leaderboard" not in files(book)["alice"]
    entries = files(book, leaderboard=True)["alice"]["leaderboard"]
    assert entries == [{"name": f"Title of test_{name}", "value": 0.957, "order": "desc"} for name in ("full", "hint")]


def test_tests_are_numbered_by_part(assignment: Assignment, store: Store) -> None:
    parts = ("Doubling", "Adding up", "Doubling")
    tests = [outcome(f"test_{n}", None, part=part) for n, part in enumerate(parts)]
    hand_in(store, ALICE, found=judgement("a" * 64, *tests))
    book = Gradebook(assignment, store)
    release(book)
    assert [test["number"] for test in files(book)["alice"]["tests"]] == ["1.1", "2.1", "1.2"]


def test_a_test_that_was_not_run_has_neither_of_two_statuses(assignment: Assignment, store: Store) -> None:
    tests = [outcome(f"test_{status}", None, status=status) for status in ("passed", "not_run", "timeout")]
    hand_in(store, ALICE, found=judgement("a" * 64, *tests))
    book = Gradebook(assignment, store)
    release(book)
    assert [test.get("status") for test in files(book)["alice"]["tests"]] == ["passed", None, "failed"]
