"""Everything that a gradebook knows, as a CSV: one row a student, one column for the points of each part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from grader.export.contents import Contents
from grader.export.decimals import decimal_of, digits
from grader.export.sheet import Cell, sheet
from grader.gradebook import Entry

HEADERS = (
    "login",
    "name",
    "email",
    "section",
    "group",
    "status",
    "points",
    "max points",
    "points of tests",
    "points awaiting grading",
    "released",
    "received",
    "due",
    "days late",
    "of them free",
    "lines",
    "comments",
    "problems",
    "attempt",
    "graded",
    "isolation",
    "submission digest",
)


def to_csv(contents: Contents) -> bytes:
    return sheet(_rows(contents))


def _rows(contents: Contents) -> Iterator[list[Cell]]:
    parts = [part.name for part in contents.assignment.settings.parts]
    reached = _points_of_parts(contents)
    yield [*HEADERS, *(f"part: {part}" for part in parts)]
    for entry in contents.entries:
        own = reached.get(entry.attempt.id if entry.attempt is not None else 0, {})
        yield [*_row(entry), *(own.get(part) for part in parts)]


def _row(entry: Entry) -> list[Cell]:
    student, attempt = entry.student, entry.attempt
    return [
        student.login,
        student.name,
        student.email,
        student.section,
        student.group,
        entry.status,
        _points(entry.points),
        decimal_of(entry.max_points),
        _points(entry.tests_points),
        decimal_of(entry.awaiting),
        "yes" if entry.released else "no",
        _time(entry.received),
        _time(entry.due),
        entry.days_late,
        entry.slip_days,
        "; ".join(f"{line.said()} {digits(line.points)}" for line in entry.lines),
        "\n".join(entry.comments),
        "\n".join(entry.problems),
        attempt.id if attempt is not None else None,
        _time(attempt.started) if attempt is not None else None,
        attempt.isolation if attempt is not None else None,
        entry.digest,
    ]


def _points_of_parts(contents: Contents) -> dict[int, dict[str, Decimal]]:
    """What the tests of each part gave, before any decision, by attempt."""
    attempts = sorted({entry.attempt.id for entry in contents.entries if entry.attempt is not None})
    found = defaultdict[int, dict[str, Decimal]](dict)
    for attempt, part, points, count in contents.store.points_of_parts(attempts):
        found[attempt][part] = found[attempt].get(part, Decimal(0)) + decimal_of(points) * count
    return found


def _points(value: float | None) -> Decimal | None:
    return None if value is None else decimal_of(value)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
