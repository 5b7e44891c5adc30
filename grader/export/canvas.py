"""The CSV that Canvas imports into a gradebook: one assignment, one row a student.

The columns are those of lib/gradebook_importer.rb and lib/gradebook_exporter.rb of instructure/canvas-lms. Canvas looks
a student up by ID, then by SIS login, then by name; the assignment by the number behind its title, then by the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from grader.errors import ExportError
from grader.export.contents import Contents, line_of
from grader.export.decimals import decimal_of
from grader.export.elsewhere import numbers_in
from grader.export.sheet import Cell, sheet

HEADERS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "    Points Possible"  # Canvas indents it, so that it sorts to the top
EXCUSED = "EX"
# A column whose header contains one of these is a total of Canvas's own, and passed over without a word.
_NUMBERED = re.compile(r"\s\(\d+\)$")
_TOTAL = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")


def to_canvas(contents: Contents, *, number: int | None = None) -> bytes:
    """`number`: of the assignment in Canvas; without it Canvas looks for the title, and makes a new one for another."""
    title = " ".join(contents.assignment.settings.title.split())
    if found := _TOTAL.search(title):
        raise ExportError(f"canvas takes a column {title!r} for a total of its own, for the {found[0]!r} in it")
    if number is None and _NUMBERED.search(title):
        raise ExportError(f"canvas takes {title!r} for the assignment of that number: say which it is with --canvas-id")
    return sheet(_rows(contents, title if number is None else f"{title} ({number})"))


def _rows(contents: Contents, header: str) -> Iterator[list[Cell]]:
    ids = numbers_in("Canvas", contents.store, contents.assignment.slug)
    yield [*HEADERS, header]
    yield [POINTS_POSSIBLE, None, None, None, None, decimal_of(contents.entries[0].max_points)]
    for entry in contents.entries:
        student = entry.student
        id_there = ids.get(student.login)
        name = line_of(student) if POINTS_POSSIBLE.strip() not in line_of(student) else student.login
        row: list[Cell] = [name, int(id_there) if id_there else None, None, student.login, student.section]
        grade: str | Decimal | None = decimal_of(entry.points) if entry.points is not None else None
        yield [*row, EXCUSED if entry.status == "excused" else grade]
