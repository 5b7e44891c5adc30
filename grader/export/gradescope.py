"""A results.json a student, as Gradescope's autograders write it.

https://gradescope-autograders.readthedocs.io/en/latest/specs/ says what it may have. `score` overrides the sum of the
tests, so lateness and people's decisions are in it; every text is plain text, which Gradescope shows as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Literal

from grader.export.contents import Contents, Report, reckoning
from grader.export.decimals import digits, number
from grader.judge.grade import Audience, Grade, Outcome, awaiting, isolation_warning, readable

Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]
TEXT = "text"
_FORMATS = {"output_format": TEXT, "test_output_format": TEXT, "test_name_format": TEXT}


def to_gradescope(contents: Contents, *, leaderboard: bool = False) -> Iterator[tuple[str, bytes]]:
    """Login and content. Whoever has no points, excused or not graded, has no file.

    `leaderboard`: with the accuracies that tests have measured, which all students of the course can then see.
    """
    for report in contents.reports():
        if report.entry.points is not None:
            yield report.entry.student.login, readable(_results(contents, report, leaderboard))


def grade_to_gradescope(told: Grade) -> bytes:
    """results.json of a grade that is in no gradebook, as its student may see it: what an autograder there writes."""
    document: dict[str, Any] = {
        "score": number(told.score),
        "execution_time": told.seconds,
        "output": "\n".join(filter(None, (*told.problems, awaiting(told), isolation_warning(told.isolation)))),
        **_FORMATS,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"max_points": number(told.max_score), "isolation": told.isolation},
        "tests": list(_tests(told, lambda _: "visible")),
    }
    return readable(document)


def _results(contents: Contents, report: Report, leaderboard: bool) -> dict[str, Any]:
    entry, grade = report.entry, report.grade
    # beside the tests, what all can read: what only instructors may is in the tests, and those are hidden then
    said = [*reckoning(report.told_entry), *(grade.problems if grade is not None else ())]
    document: dict[str, Any] = {
        "score": number(entry.points or 0.0),
        "execution_time": grade.seconds if grade is not None else 0.0,
        "output": "\n".join(said),
        **_FORMATS,
        "visibility": "visible" if entry.released else "after_published",
        "stdout_visibility": "hidden",
        "extra_data": {"status": entry.status, "max_points": number(entry.max_points), "days_late": entry.days_late},
        "tests": list(_tests(grade, partial(_visibility, report, contents.audience))) if grade is not None else [],
    }
    if leaderboard and report.told_grade is not None and entry.released:  # all students of the course see it
        document["leaderboard"] = [
            {"name": test.title, "value": accuracy, "order": "desc"}
            for test in report.told_grade.tests
            if (accuracy := _accuracy(test)) is not None
        ]
    return document


def _tests(grade: Grade, visibility: Callable[[Outcome], Visibility]) -> Iterator[dict[str, Any]]:
    parts = list(dict.fromkeys(test.part for test in grade.tests))
    seen = Counter[str]()
    for test in grade.tests:
        seen[test.part] += 1
        found: dict[str, Any] = {
            "score": number(test.points),
            "max_score": number(test.max_points),
            "name": f"{test.part}: {test.title}",
            "name_format": TEXT,
            "number": f"{parts.index(test.part) + 1}.{seen[test.part]}",
            "output": _output(test),
            "output_format": TEXT,
            "tags": [test.part],
            "visibility": visibility(test),
            "extra_data": {"id": test.id, "status": test.status, "seconds": test.seconds},
        }
        if test.status not in ("skipped", "not_run"):  # neither of Gradescope's two
            found["status"] = "passed" if test.status == "passed" else "failed"
        yield found


def _visibility(report: Report, audience: Audience, test: Outcome) -> Visibility:
    """What an instructor's file says of a test no student sees, ever; of a student's, what the policy lets through."""
    return "hidden" if audience == "instructor" or test.id in report.withheld else "visible"


def _output(test: Outcome) -> str:
    """Detail, output and seed are there in an instructor's copy alone."""
    said = [test.message, f"hint: {test.hint}" if test.hint else ""]
    said += [f"follows from {test.follows_from}" if test.follows_from else ""]
    said += [test.detail, test.output, f"seed: {test.seed}" if test.seed else ""]
    if test.status not in ("passed", "failed"):
        said.insert(0, f"{test.status}: {digits(test.points)} of {digits(test.max_points)} points")
    return "\n".join(filter(None, said))


def _accuracy(test: Outcome) -> float | None:
    found = test.evidence.get("accuracy")
    value = found.get("value") if isinstance(found, dict) else None
    return float(value) if isinstance(value, int | float) else None
