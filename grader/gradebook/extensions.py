"""More time, accommodations and excuses: for one student, or for many from a CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.collect.table import Row, Table, read_table
from grader.errors import CourseError, GradebookError
from grader.gradebook.book import Gradebook
from grader.gradebook.decisions import Excuse, Extend, What, in_words
from grader.policies import exists, moment_in
from grader.submission.form import printable

EVERY = "*"
_YES = frozenset({"yes", "true", "1", "x", "excused"})
_NO = frozenset({"", "no", "false", "0"})


@dataclass(frozen=True)
class Extension:
    """What somebody is to get, in every assignment where `slug` is "*". Without time and excuse, as others."""

    student: str
    slug: str
    until: str = ""
    days: int = 0
    excused: bool = False
    why: str = ""
    where: str = ""
    """file and line, for messages"""


def read_extensions(path: Path, *, why: str = "") -> list[Extension]:
    """From a CSV with the columns student, slug, and any of until, days, excused, why; `why` is for lines without one.

    SubmissionError or GradebookError, with file and line, where something of it is wrong.
    """
    table = read_table(path)
    shown = printable(str(path), 200)
    if not (table.columns(["student", "login"]) and table.columns(["slug", "assignment"])):
        raise GradebookError(f"{shown}: line 1: expected the columns student and slug, and until, days or excused")
    return [_extension(table, row, f"{shown}: line {row.line}: ", why) for row in table.rows]


def _extension(table: Table, row: Row, where: str, why: str) -> Extension:
    def cell(*names: str) -> str:
        return next((row.cells[place] for place in table.columns(names) if row.cells[place]), "")

    days, excused = cell("days"), cell("excused").casefold()
    if days and not days.isdecimal():
        raise GradebookError(f"{where}days is {printable(days)!r}: expected a whole number")
    if excused not in _YES | _NO:
        raise GradebookError(f"{where}excused is {printable(excused)!r}: expected yes or no")
    wanted = Extension(
        student=cell("student", "login"),
        slug=cell("slug", "assignment"),
        until=cell("until"),
        days=int(days or 0),
        excused=excused in _YES,
        why=cell("why", "reason") or why,
        where=where,
    )
    if not (wanted.until or wanted.days or wanted.excused):
        raise GradebookError(f"{where}neither until, nor days, nor excused says anything")
    return wanted


def extend(book_of: Callable[[str], Gradebook], wanted: Sequence[Extension], *, any_slug: str, who: str) -> list[str]:
    """Decide all of them, or none where one is wrong; a line about each. `any_slug` stands in for every assignment."""
    checked = []
    for one in wanted:
        every = one.slug == EVERY
        try:
            book = book_of(any_slug if every else one.slug)
            what = _decided(one, book)
            book.proposed(what, why=one.why, login=one.student, every=every)
        except (GradebookError, CourseError) as error:
            raise GradebookError(f"{one.where}{error}") from error
        checked.append((book, one, what, every))
    said = []
    for book, one, what, every in checked:
        book.decide(what, why=one.why, login=one.student, who=who, every=every)
        said.append(f"{one.student}, {'every assignment' if every else one.slug}: {in_words(what)}")
    return said


def _decided(one: Extension, book: Gradebook) -> What:
    if not one.student:
        raise GradebookError("the student is missing")
    if one.excused:
        return Excuse()
    policy = book.assignment.settings.policy
    if not one.until:
        return Extend(days=one.days)
    if policy.due is None:
        raise GradebookError(f"{one.slug} has no time at which it is due: [policy] due in its assignment.toml")
    try:
        until = datetime.fromisoformat(one.until)
    except ValueError as error:
        raise GradebookError(f"{one.until!r} is no time: expected one as 2026-10-08T23:59") from error
    if not exists(until, policy.zone):
        raise GradebookError(f"the clocks of {policy.time_zone} never show {one.until}")
    return Extend(until=moment_in(until, policy.zone), days=one.days)
