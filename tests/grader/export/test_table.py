"""The CSV and the JSON of everything."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from exported import contents, outcome
from referencing import Registry, Resource

from grader.export import to_csv, to_json
from grader.gradebook import Gradebook
from grader.judge.grade import Audience

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = json.loads((DOCS / "export.schema.json").read_text(encoding="utf-8"))
RESULTS = json.loads((DOCS / "results.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, registry=Registry().with_resource(RESULTS["$id"], Resource.from_contents(RESULTS))
)
AUDIENCES: tuple[Audience, ...] = ("student", "instructor")


def rows(book: Gradebook) -> dict[str, dict[str, str]]:
    found = csv.DictReader(io.StringIO(to_csv(contents(book, "instructor")).decode(), newline=""))
    return {row["login"]: row for row in found}


def test_the_schema_is_valid_itself() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_json_is_as_its_schema_says(book: Gradebook, audience: Audience) -> None:
    VALIDATOR.validate(json.loads(to_json(contents(book, audience))))


def test_every_field_of_the_schema_is_written(book: Gradebook) -> None:
    found = json.loads(to_json(contents(book)))
    assert list(found["students"][0]) == list(SCHEMA["$defs"]["student"]["properties"])


@pytest.mark.parametrize(
    "change", [{"points": -1}, {"status": "late"}, {"due": "tomorrow"}, {"released": False}, {"grade": {}}, {"more": 1}]
)
def test_a_file_that_is_not_so_is_not_valid(book: Gradebook, change: dict[str, Any]) -> None:
    found = json.loads(to_json(contents(book)))
    found["students"][0] |= change
    assert not VALIDATOR.is_valid(found)


def test_the_lines_add_up_exactly(book: Gradebook) -> None:
    alice = json.loads(to_json(contents(book)))["students"][0]
    assert [one["points"] for one in alice["lines"]] == [0.4, 0.9, -0.13]
    assert alice["points"] == 1.17


def test_decimals_are_those_that_people_write(book: Gradebook) -> None:
    assert "0000000" not in to_json(contents(book)).decode().replace(outcome("x", None).seed, "")


def test_a_row_of_the_table(book: Gradebook) -> None:
    found = {key: value for key, value in rows(book)["alice"].items() if key not in ("attempt", "submission digest")}
    assert found == {
        "login": "alice",
        "name": "Alice Alpha",
        "email": "alice@example.org",
        "section": "Mo",
        "group": "",
        "status": "graded",
        "points": "1.17",
        "max points": "10",
        "points of tests": "0.4",
        "points awaiting grading": "0",
        "released": "yes",
        "received": "2026-03-01T15:00:00Z",
        "due": "2026-03-01T12:00:00Z",
        "days late": "1",
        "of them free": "0",
        "lines": "tests 0.4; test_none_sesame, by a person 0.9; 1 day late: 10 % less -0.13",
        "comments": "well <done>,\nAlice",
        "problems": "",
        "graded": "2026-03-02T10:00:00Z",
        "isolation": "A",
        "part: Doubling": "0.4",
        "part: Adding up": "",
    }


def test_everyone_has_a_row(book: Gradebook) -> None:
    assert {login: row["status"] for login, row in rows(book).items()} == {
        "alice": "graded",
        "bob": "excused",
        "carol": "graded",
        "dan": "missing",
    }
