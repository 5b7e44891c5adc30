"""More time, accommodations and excuses: for one student, or for many from a CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.collect.table import Row, Table, read_table
from grader.errors import CourseError, GradebookError
from grader.gradebook.book import Gradebook
from grader.gradebook.decisions import Decision, Excuse, Extend, What, in_words
from grader.policies import Policy, exists, moment_in
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
    decided: list[tuple[Gradebook, Extension, Decision]] = []
    for one in wanted:
        every = one.slug == EVERY
        try:
            book = book_of(any_slug if every else one.slug)
            how = {"why": one.why, "login": one.student, "who": who}
            decided += [(book, one, book.proposed(what, every=every, **how)) for what in _decided(one, book)]
        except (GradebookError, CourseError) as error:
            raise GradebookError(f"{one.where}{error}") from error
    if decided:
        decided[0][0].keep([decision for _, _, decision in decided])
    return [
        f"{one.student}, {'every assignment' if one.slug == EVERY else one.slug}: {in_words(decision.what)}"
        for _, one, decision in decided
    ]


def _decided(one: Extension, book: Gradebook) -> list[What]:
    if not one.student:
        raise GradebookError("the student is missing")
    if bool(one.until) + bool(one.days) + one.excused > 1:
        raise GradebookError("one of until, days and excused is enough")
    if one.excused:
        return [Excuse()]
    policy = book.assignment.settings.policy
    if one.slug == EVERY:
        if one.until:
            raise GradebookError("until is a time of one assignment: in every one of them only days are possible")
    elif (one.until or one.days) and policy.due is None:
        raise GradebookError(f"{one.slug} has no time at which it is due: [policy] due in its assignment.toml")
    if one.until:
        return [Extend(until=_until(one.until, policy))]
    return [Extend(days=one.days)] if one.days else [Extend(), Excuse(excused=False)]


def _until(text: str, policy: Policy) -> datetime:
    try:
        until = datetime.fromisoformat(text)
    except ValueError as error:
        raise GradebookError(f"{text!r} is no time: expected one as 2026-10-08T23:59") from error
    if len(text) < len("2026-10-08T23"):
        raise GradebookError(f"{text!r} has no time of the day: 2026-10-08T23:59, say")
    if not exists(until, policy.zone):
        raise GradebookError(f"the clocks of {policy.time_zone} never show {text}")
    moment, due = moment_in(until, policy.zone), policy.due_at
    if due is not None and moment <= due:
        raise GradebookError(f"{text} is no later than it is due for everyone")
    return moment
