"""What the store tells: rows of its tables as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from grader.people import Student
from grader.store.tables import attempt


@dataclass(frozen=True)
class Found:
    """An attempt: one grading of one submission."""

    id: int
    digest: str
    score: float
    max_score: float
    started: datetime
    seconds: float
    cpu_seconds: float
    isolation: str
    conditions: str
    calibration: str
    edition: str


@dataclass(frozen=True)
class Current:
    """Where a student stands: what counts of what was handed in, and its last attempt. None where there is nothing."""

    student: Student
    handed_in: int | None
    digest: str
    received: datetime | None
    origin: str
    attempt: Found | None


@dataclass(frozen=True)
class HandedInRow:
    """One of a student's submissions."""

    id: int
    digest: str
    received: datetime | None
    origin: str


OF_FOUND = (
    attempt.c.id,
    attempt.c.digest,
    attempt.c.score,
    attempt.c.max_score,
    attempt.c.started,
    attempt.c.seconds,
    attempt.c.cpu_seconds,
    attempt.c.isolation,
    attempt.c.conditions,
    attempt.c.calibration,
    attempt.c.edition,
)


def found_of(row: RowMapping) -> Found:
    return Found(**row)


def student_of(row: RowMapping) -> Student:
    return Student(row["login"], row["name"], row["email"], row["section"], row["team"], tuple(row["ids"]))
