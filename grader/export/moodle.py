"""The CSV that Moodle takes: as an offline grading worksheet of the assignment, and in the gradebook's CSV import.

The worksheet's importer (mod/assign/feedback/offline of moodle/moodle) finds its columns by these headers, which are
those of an English site, and students by "Participant" and their number in the assignment; other columns it passes
over. The gradebook's import (grade/import/csv) lets a person say which column is what, and finds students by user name,
e-mail address or ID number.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from grader.export.contents import Contents, line_of, reckoning
from grader.export.decimals import decimal_of
from grader.export.elsewhere import numbers_in
from grader.export.sheet import Cell, defused, sheet
from grader.gradebook import Entry

HEADERS = (
    "Identifier",
    "Full name",
    "Username",
    "Email address",
    "Status",
    "Grade",
    "Maximum grade",
    "Last modified (submission)",
    "Last modified (grade)",
    "Feedback comments",
)


def to_moodle(contents: Contents) -> bytes:
    return sheet(_rows(contents))


def _rows(contents: Contents) -> Iterator[list[Cell]]:
    participants = numbers_in("Moodle", contents.store, contents.assignment.slug)
    yield list(HEADERS)
    for entry in contents.entries:
        student = entry.student
        number = participants.get(student.login, "")
        yield [
            f"Participant {number}" if number else None,
            line_of(student),
            student.login,
            student.email,
            entry.status,
            decimal_of(entry.points) if entry.points is not None else None,
            decimal_of(entry.max_points),
            f"{entry.received:%Y-%m-%d %H:%M:%S} UTC" if entry.received is not None else None,
            None,  # a time would claim to know what the grade in Moodle was last: without, none there is overwritten
            _feedback(entry),
        ]


def _feedback(entry: Entry) -> str:
    """Moodle takes it for HTML."""
    return "<br>".join(escape(defused(line), quote=False).replace("\n", "<br>") for line in reckoning(entry))
