"""Records of a class for tests, made without a store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from grader.gradebook import Entry
from grader.judge.grade import Grade
from grader.people import Student
from grader.report.class_records import Records
from grader.report.of_class import standing_of
from grader.store import Found

OF = 60.0


def attempt(number: int) -> Found:
    moment = datetime(2026, 10, 1, tzinfo=UTC)
    return Found(number, f"{number:064}", 0.0, OF, moment, 1.0, 1.0, "A", "c", "k", "e" * 64)


def entry(login: str = "alice", number: int | None = 1, *, name: str = "", section: str = "", **changes: Any) -> Entry:
    """With a grade; without one for `number` None."""
    told: dict[str, Any] = {
        "status": "graded" if number is not None else "missing",
        "points": 30.0 if number is not None else 0.0,
        "max_points": OF,
        "tests_points": None,
        "attempt": attempt(number) if number is not None else None,
        "released": True,
    }
    return Entry(student=Student(login, name, section=section), **{**told, **changes})


def records(*pairs: tuple[Entry, Grade | None]) -> Records:
    found = Records()
    for one, grade in pairs:
        found.add(standing_of(one), grade, f"instructor/{one.student.login}.html" if grade is not None else "")
    return found
