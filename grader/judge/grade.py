"""What a grade says: the outcome of each test, and of a submission as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, get_args

import msgspec

from grader.questions import Criterion

Status = Literal[
    "passed",  # all points
    "partial",  # some of the points
    "failed",  # a check did not hold
    "error",  # the student's code raised
    "timeout",  # over the time limit
    "memory",  # over the memory limit
    "limit",  # over another limit: processes, disk, output, size of a result
    "crashed",  # the process died: a signal, os._exit
    "protocol",  # the process answered with something that is not an answer
    "forbidden",  # a package or function that the assignment forbids
    "skipped",
    "not_run",  # the data is not there, or there was nothing to run it on; never counts as passed
]
FAULTS = frozenset(get_args(Status)) - {"passed", "skipped", "not_run"}  # of the submission
Audience = Literal["student", "instructor"]
SCHEMA = 3


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One test. `seconds` is wall time, but for the first running of the file; `limit_seconds` the limit it ran under,
    `peak_memory_mb` of the sandbox."""

    id: str
    part: str
    title: str
    points: float
    max_points: float
    status: Status
    message: str = ""
    hint: str = ""
    follows_from: str | None = None
    seconds: float = 0.0
    limit_seconds: float = 0.0
    peak_memory_mb: float = 0.0
    evidence: dict[str, Any] = {}
    detail: str = ""
    output: str = ""
    seed: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was written to one question. A person gives its points: they are in no score yet."""

    number: int
    title: str
    max_points: float
    status: Literal["awaiting grading", "not answered"]
    text: str = ""
    rubric: tuple[Criterion, ...] = ()
    model_answer: str = ""


class SandboxEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to the sandbox, `seconds` after the grading began, while `test` was run ("" for none)."""

    seconds: float
    test: str
    event: str


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """One submission. `problems` are what is wrong with it as a whole (a file that does not parse, say).
    `memory_limit_mb` is that of each test's processes together; 0 in a grade of before it was kept."""

    schema: int = SCHEMA
    grader_version: str
    assignment: str
    assignment_title: str
    assignment_digest: str
    submission: str
    submission_digest: str
    isolation: str
    memory_limit_mb: float = 0.0
    score: float
    max_score: float
    started: str
    seconds: float
    audience: Audience
    problems: tuple[str, ...] = ()
    tests: tuple[Outcome, ...] = ()
    answers: tuple[Answer, ...] = ()
    sandbox_log: tuple[SandboxEvent, ...] = ()


def isolation_warning(isolation: str) -> str:
    """What has to be said of a grade beside its points, in the terminal and on every page; "" for nothing."""
    if isolation != "E":
        return ""
    return "isolation E protects from accidents, not from an attack: this grade holds only for code that you trust"


def awaiting(grade: Grade) -> str:
    """What a person has yet to grade, "" for nothing: "10 points await grading"."""
    points = sum(answer.max_points for answer in grade.answers if answer.status == "awaiting grading")
    return f"{points:g} point{' awaits' if points == 1 else 's await'} grading" if points else ""


def suspicions(grade: Grade) -> list[tuple[Outcome, str]]:
    """What a person should look at, which costs no points: the tests, and why. Nothing in a student's copy."""
    found = ((test, test.evidence.get(SUSPICION)) for test in grade.tests)
    return [(test, str(why["why"])) for test, why in found if isinstance(why, dict) and "why" in why]


def total_score(tests: tuple[Outcome, ...]) -> float:
    """The sum of the points, rounded once, half up, to two decimals."""
    exact = sum((Decimal(repr(test.points)) for test in tests), Decimal(0))
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


SUSPICION = "suspicion"  # evidence for the instructor alone
INSTRUCTOR_ONLY: tuple[str, ...] = ("detail", "output", "seed")  # of a test
INSTRUCTOR_ONLY_OF_ANSWERS: tuple[str, ...] = ("rubric", "model_answer")
INSTRUCTOR_ONLY_OF_GRADE: tuple[str, ...] = ("sandbox_log",)


def to_json(grade: Grade) -> bytes:
    """results.json: readable, keys in a fixed order; a student's file has no field that is the instructor's."""
    return readable(document_of(grade))


def all_to_json(grades: Sequence[Grade]) -> bytes:
    """results.json of several submissions: each as `to_json` has it, in a list."""
    return readable({"schema": SCHEMA, "submissions": [document_of(grade) for grade in grades]})


def document_of(grade: Grade) -> dict[str, Any]:
    """What results.json says."""
    document: dict[str, Any] = msgspec.to_builtins(grade)
    if grade.audience == "student":
        for field in INSTRUCTOR_ONLY_OF_GRADE:
            del document[field]
        for test in document["tests"]:
            for field in INSTRUCTOR_ONLY:
                del test[field]
        for answer in document["answers"]:
            for field in INSTRUCTOR_ONLY_OF_ANSWERS:
                del answer[field]
    return document


def readable(document: dict[str, Any]) -> bytes:
    """JSON, indented, in which every character prints as itself or is escaped."""
    text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8")
    return f"{_NOT_PLAIN.sub(_escaped, text)}\n".encode()


_NOT_PLAIN = re.compile(r"[^\n\x20-\x7e]")


def _escaped(found: re.Match[str]) -> str:
    """A character that does not print as itself, a direction mark or a control, as JSON's escape of it: the same
    text for who decodes it, and nothing that acts for who looks at the file."""
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]
