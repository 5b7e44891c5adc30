"""docs/results.schema.json and docs/results-schema.md say what to_json writes, no more and no less."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest
from made_grades import full_grade, grade
from referencing import Registry, Resource

from grader.judge.grade import (
    INSTRUCTOR_ONLY,
    INSTRUCTOR_ONLY_OF_ANSWERS,
    Answer,
    Grade,
    Outcome,
    Status,
    all_to_json,
    to_json,
)

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = json.loads((DOCS / "results.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def written(audience: str) -> Any:
    return json.loads(to_json(full_grade(audience=audience)))


def field_names(struct: type[msgspec.Struct]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(struct)}


def test_the_schema_is_valid_itself() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("audience", ["student", "instructor"])
def test_what_is_written_is_valid(audience: str) -> None:
    VALIDATOR.validate(written(audience))


def test_a_grade_of_nothing_is_valid() -> None:
    VALIDATOR.validate(json.loads(to_json(grade(problems=("mlp.py is missing",)))))


@pytest.mark.parametrize("field", ["assignment_digest", "submission_digest"])
@pytest.mark.parametrize("value", ["", "1E" * 32, "1e" * 31])
def test_a_digest_is_a_sha256_in_lower_case(field: str, value: str) -> None:
    assert not VALIDATOR.is_valid(written("student") | {field: value})


def test_the_list_of_several_is_valid() -> None:
    schema = json.loads((DOCS / "results-list.schema.json").read_text(encoding="utf-8"))
    registry = Registry().with_resource(SCHEMA["$id"], Resource.from_contents(SCHEMA))
    validator = jsonschema.Draft202012Validator(schema, registry=registry)
    document = json.loads(all_to_json([full_grade(), grade()]))
    validator.validate(document)
    del document["submissions"][1]["score"]
    assert not validator.is_valid(document)


INSTRUCTORS = [("tests", name) for name in INSTRUCTOR_ONLY] + [("answers", name) for name in INSTRUCTOR_ONLY_OF_ANSWERS]


@pytest.mark.parametrize(("place", "field"), INSTRUCTORS)
def test_a_students_file_may_not_hold_what_is_the_instructors(place: str, field: str) -> None:
    document = written("student")
    document[place][0][field] = written("instructor")[place][0][field]
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize(("place", "field"), INSTRUCTORS)
def test_an_instructors_file_must_hold_it(place: str, field: str) -> None:
    document = written("instructor")
    del document[place][0][field]
    assert not VALIDATOR.is_valid(document)


def test_the_log_of_the_sandbox_is_the_instructors() -> None:
    students, instructors = written("student"), written("instructor")
    assert not VALIDATOR.is_valid(students | {"sandbox_log": instructors["sandbox_log"]})
    assert not VALIDATOR.is_valid({field: value for field, value in instructors.items() if field != "sandbox_log"})


def test_unknown_fields_are_refused_but_in_evidence() -> None:
    document = written("student")
    document["tests"][0]["evidence"] = {"boundary": {"xx": [1.0]}}
    assert VALIDATOR.is_valid(document)
    document["remark"] = ""
    assert not VALIDATOR.is_valid(document)


def test_every_status_and_field_of_the_types_is_in_the_schema() -> None:
    fields = SCHEMA["$defs"]["fields"]["properties"]
    assert set(fields) == field_names(Outcome)
    assert set(SCHEMA["properties"]) == field_names(Grade)
    assert set(SCHEMA["$defs"]["answer_fields"]["properties"]) == field_names(Answer)
    assert tuple(fields["status"]["enum"]) == get_args(Status)


def test_every_status_field_and_kind_of_evidence_is_documented() -> None:
    text = (DOCS / "results-schema.md").read_text(encoding="utf-8")
    documented = field_names(Outcome) | field_names(Grade) | field_names(Answer) | set(get_args(Status))
    documented |= set(SCHEMA["$defs"]["fields"]["properties"]["evidence"]["properties"])
    assert [name for name in sorted(documented) if f"| `{name}` |" not in text] == []


def test_no_secret_is_in_a_students_file() -> None:
    assert b"secret" not in to_json(full_grade())
    assert b"secret-event" in to_json(full_grade(audience="instructor"))
    assert b"secret-detail" in to_json(full_grade(audience="instructor"))
