"""Everything that a gradebook knows, as JSON; docs/export.schema.json says field by field what it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from grader.export.contents import Contents, Report
from grader.export.decimals import number
from grader.judge.grade import document_of, readable

SCHEMA = 1


def to_json(contents: Contents) -> bytes:
    assignment = contents.assignment
    return readable(
        {
            "schema": SCHEMA,
            "assignment": assignment.slug,
            "title": assignment.settings.title,
            "audience": contents.audience,
            "students": [_student(report) for report in contents.reports()],
        }
    )


def _student(report: Report) -> dict[str, Any]:
    entry, student = report.entry, report.entry.student
    return {
        "login": student.login,
        "name": student.name,
        "email": student.email,
        "section": student.section,
        "group": student.group,
        "status": entry.status,
        "points": number(entry.points) if entry.points is not None else None,
        "max_points": number(entry.max_points),
        "tests_points": number(entry.tests_points) if entry.tests_points is not None else None,
        "awaiting": number(entry.awaiting),
        "lines": [{"what": line.said(), "points": number(line.points)} for line in entry.lines],
        "released": entry.released,
        "received": _time(entry.received),
        "due": _time(entry.due),
        "days_late": entry.days_late,
        "slip_days": entry.slip_days,
        "comments": list(entry.comments),
        "problems": list(entry.problems),
        "attempt": entry.attempt.id if entry.attempt is not None else None,
        "grade": document_of(report.grade) if report.grade is not None else None,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
