"""A result.json a student, `classroom50/result/v1`, as Classroom 50's autograders write it.

schemas/result-v1.schema.json of foundation50/classroom50 says what it has, and its collect_scores.py what is refused
besides. Scores are whole numbers there, so all are in the smallest power of ten of a point that holds the assignment's
steps: 7.25 of 10 points are 725 of 1000. No score is above the most there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from grader.errors import ExportError
from grader.export.contents import Contents, Report
from grader.export.decimals import decimal_of
from grader.judge.grade import Outcome, readable

SCHEMA = "classroom50/result/v1"
TAG = "submit/"
_TYPES = ("individual", "group")


@dataclass(frozen=True)
class Place:
    """What only the runner of Classroom 50 knows, and says in the environment of an autograder; "" for unknown."""

    classroom: str = ""
    assignment: str = ""
    assignment_type: str = "individual"
    submission: str = ""
    commit: str = ""
    release: str = ""
    review: str = ""


def place_in(environment: Mapping[str, str], *, of_one: bool) -> Place:
    """`of_one`: what is exported is the one submission that the runner has started for."""
    kind = environment.get("ASSIGNMENT_TYPE") or "individual"
    if kind not in _TYPES:
        raise ExportError(f"ASSIGNMENT_TYPE is {kind!r}: classroom50 knows {' and '.join(_TYPES)}")
    tag = environment.get("SUBMISSION_TAG", "") if of_one else ""
    if tag and not tag.startswith(TAG):
        raise ExportError(f"SUBMISSION_TAG is {tag!r}: a tag of classroom50 begins with {TAG}")
    links = {name: environment.get(f"{name.upper()}_URL", "") if of_one else "" for name in _LINKS}
    return Place(environment.get("CLASSROOM", ""), environment.get("ASSIGNMENT", ""), kind, tag, **links)


_LINKS = ("commit", "release", "review")


def to_classroom50(contents: Contents, place: Place) -> Iterator[tuple[str, bytes]]:
    """Login and content. Whoever has handed in nothing, is excused or is not graded has no submission to tell of."""
    times = _times(contents)
    for report in contents.reports():
        if report.entry.status == "graded":
            yield report.entry.student.login, readable(_result(contents, report, place, times))


def _result(contents: Contents, report: Report, place: Place, times: int) -> dict[str, Any]:
    entry, grade = report.entry, report.grade
    assert grade is not None  # of a status "graded"
    assert entry.attempt is not None
    handed_in = entry.received or entry.attempt.started
    most = _whole(entry.max_points, times)
    commit = place.commit or f"urn:sha256:{entry.digest}"  # the schema wants something: this is what was graded
    return {
        "schema": SCHEMA,
        "classroom": place.classroom or contents.assignment.course.resolve().name or "classroom",
        "assignment": place.assignment or contents.assignment.slug,
        "assignment_type": place.assignment_type,
        "owner": entry.student.login,
        "submission": place.submission or f"{TAG}{handed_in:%Y-%m-%dT%H-%M-%SZ}-{entry.digest[:7]}",
        "commit": commit,
        "release": place.release or commit,
        "review": place.review or commit,
        "datetime": _time(handed_in),
        "graded_at": _time(entry.attempt.started),
        "score": min(_whole(entry.points or 0.0, times), most),
        "max-score": most,
        "tests": [_test(test, times) for test in grade.tests],
    }


def _test(test: Outcome, times: int) -> dict[str, Any]:
    most = _whole(test.max_points, times)
    return {
        "test-name": f"{test.part}: {test.title}",
        "passed": test.status == "passed",
        "score": min(_whole(test.points, times), most),
        "max-score": most,
        # further fields are kept as they are
        "status": test.status,
        "message": test.message,
        "hint": test.hint,
    }


def _times(contents: Contents) -> int:
    """The same for everyone, now and later, whatever the points: it rests on the settings alone."""
    settings = contents.assignment.settings
    steps = [settings.policy.round_to, *(part.points for part in settings.parts)]
    steps += [question.points for question in contents.assignment.questions]
    places = [-int(decimal_of(step).normalize().as_tuple().exponent) for step in steps]
    return int(10 ** max(0, *places))


def _whole(points: float, times: int) -> int:
    return int((decimal_of(points) * times).quantize(Decimal(1), ROUND_HALF_UP))


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
