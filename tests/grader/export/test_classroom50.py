"""result.json is as schemas/result-v1.schema.json of https://github.com/foundation50/classroom50 describes it.

SCHEMA has that file's rules, `accepted` those that its collect_scores.py (validate_result) checks besides; SAMPLE is
the example of https://github.com/foundation50/classroom50/wiki/Advanced-Autograding.
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from exported import ALICE, contents, hand_in, judgement, outcome, release

from grader.course import Assignment
from grader.errors import ExportError
from grader.export import Place, place_in, to_classroom50
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Bonus
from grader.store import Store

_SAID = {"type": "string", "minLength": 1}
_WHOLE = {"type": "integer", "minimum": 0}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$"}
_NEEDED: dict[str, Any] = {
    "schema": {"const": "classroom50/result/v1"},
    "classroom": _SAID,
    "assignment": _SAID,
    "assignment_type": {"enum": ["individual", "group"]},
    "owner": _SAID,
    "submission": {"type": "string", "pattern": "^submit/"},
    "commit": _SAID,
    "release": _SAID,
    "review": _SAID,
    "datetime": _TIME,
    "score": _WHOLE,
    "max-score": _WHOLE,
    "tests": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"test-name": _SAID, "passed": {"type": "boolean"}, "score": _WHOLE, "max-score": _WHOLE},
            "required": ["test-name", "passed", "score", "max-score"],
        },
    },
}
SCHEMA = {
    "type": "object",
    "properties": _NEEDED | {"graded_at": _TIME, "submitted_by": {"type": "object"}},
    "required": list(_NEEDED),
    "additionalProperties": False,
}
SAMPLE = {
    "schema": "classroom50/result/v1",
    "classroom": "cs-principles",
    "assignment": "hello",
    "assignment_type": "individual",
    "owner": "alice",
    "submission": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "commit": "https://github.com/.../commit/SHA",
    "release": "https://github.com/.../releases/tag/submit%2F...",
    "review": "https://github.com/.../compare/BASELINE-SHA...SHA",
    "datetime": "2026-06-01T14:32:01Z",
    "graded_at": "2026-06-01T14:33:11Z",
    "score": 4,
    "max-score": 5,
    "tests": [
        {"test-name": "compiles", "passed": True, "score": 4, "max-score": 4},
        {"test-name": "outputs_correct", "passed": False, "score": 0, "max-score": 1},
    ],
}
RUNNER = {
    "CLASSROOM": "cs-principles",
    "ASSIGNMENT": "hello",
    "ASSIGNMENT_TYPE": "group",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.com/o/r/commit/1",
    "RELEASE_URL": "https://github.com/o/r/releases/tag/submit%2F1",
    "REVIEW_URL": "https://github.com/o/r/compare/0...1",
}


def accepted(payload: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(payload)
    assert payload["score"] <= payload["max-score"]
    assert all(test["score"] <= test["max-score"] for test in payload["tests"])


def files(book: Gradebook, place: Place | None = None) -> dict[str, dict[str, Any]]:
    found = to_classroom50(contents(book), place or Place())
    return {login: json.loads(content) for login, content in found}


def test_the_rules_take_the_sample() -> None:
    accepted(SAMPLE)


def test_it_is_as_classroom50_wants_it(book: Gradebook) -> None:
    found = files(book)
    assert list(found) == ["alice"]
    accepted(found["alice"])


def test_what_the_store_knows(book: Gradebook) -> None:
    alice = files(book)["alice"]
    del alice["tests"]
    assert alice == {
        "schema": "classroom50/result/v1",
        "classroom": "course",
        "assignment": "small",
        "assignment_type": "individual",
        "owner": "alice",
        "submission": "submit/2026-03-01T15-00-00Z-aaaaaaa",
        "commit": f"urn:sha256:{'a' * 64}",
        "release": f"urn:sha256:{'a' * 64}",
        "review": f"urn:sha256:{'a' * 64}",
        "datetime": "2026-03-01T15:00:00Z",
        "graded_at": "2026-03-02T10:00:00Z",
        "score": 117,
        "max-score": 1000,
    }


def test_what_the_runner_knows_of_one(book: Gradebook) -> None:
    alice = files(book, place_in(RUNNER, of_one=True))["alice"]
    accepted(alice)
    said = {name: alice[name] for name in ("classroom", "assignment", "assignment_type", "commit", "release", "review")}
    assert [*said.values(), alice["submission"]] == [
        *(RUNNER[name] for name in ("CLASSROOM", "ASSIGNMENT", "ASSIGNMENT_TYPE")),
        *(RUNNER[name] for name in ("COMMIT_URL", "RELEASE_URL", "REVIEW_URL", "SUBMISSION_TAG")),
    ]


def test_the_links_of_one_submission_are_not_a_whole_class(book: Gradebook) -> None:
    alice = files(book, place_in(RUNNER, of_one=False))["alice"]
    assert (alice["classroom"], alice["commit"]) == ("cs-principles", f"urn:sha256:{'a' * 64}")


@pytest.mark.parametrize("name", ["ASSIGNMENT_TYPE", "SUBMISSION_TAG"])
def test_an_environment_that_is_wrong(name: str) -> None:
    with pytest.raises(ExportError, match=f"{name} is 'x': "):
        place_in({name: "x"}, of_one=True)


def test_no_more_than_the_most(book: Gradebook) -> None:
    book.decide(Bonus(50), why="a bonus", login="alice")
    accepted(files(book)["alice"])
    assert files(book)["alice"]["score"] == 1000


def test_points_are_hundredths_whatever_they_are(assignment: Assignment, store: Store) -> None:
    """The same for all: one student's whole points are not counted in another unit than another's halves."""
    hand_in(store, ALICE, found=judgement("a" * 64, outcome("test_hint", None, points=1 / 3, max_points=10.0)))
    book = Gradebook(assignment, store)
    release(book)
    (test,) = files(book)["alice"]["tests"]
    assert (test["score"], test["max-score"], files(book)["alice"]["max-score"]) == (33, 1000, 1000)
