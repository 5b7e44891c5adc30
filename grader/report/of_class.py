"""The pages of a class, from the store: one for each student to read, one for the instructor, and one of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from grader.errors import GraderError
from grader.gradebook import Entry, Gradebook
from grader.gradebook.decisions import TestRule, in_force
from grader.gradebook.rubric import pseudonym
from grader.judge.audience import for_audience
from grader.judge.grade import Audience, Grade
from grader.judge.marks import TestSpec
from grader.judge.seeds import course_key
from grader.report.account import account_of
from grader.report.class_page import class_page, laid_out
from grader.report.class_records import Records
from grader.report.file_names import page_names
from grader.report.pages import INDEX, notebook_page, submission_page
from grader.report.views import grade_view
from grader.writing import write_whole

STUDENTS, INSTRUCTOR = "students", "instructor"


@dataclass(frozen=True)
class ClassReport:
    """What was written; `held_back`: students whose grades are not released, who have no page of their own."""

    index: Path
    pages: int
    held_back: int


def write_class(book: Gradebook, out: Path) -> ClassReport:
    """Write `out`/index.html, the page of the class, which is for the instructor, a page in `out`/instructor for each
    student who has a grade, and one in `out`/students for each whose grade is released.

    Files of the same names are replaced, others are left alone. GraderError when `out` cannot be written.
    """
    entries = book.entries()
    logins = [entry.student.login for entry in entries if entry.attempt is not None]
    names = iter(page_names([*logins, *(f"{login}-notebook" for login in logins)]))
    own = dict(zip(logins, names, strict=False))
    of_notebooks = dict(zip(logins, names, strict=True))
    records, held_back = Records(), 0
    try:
        for folder in (STUDENTS, INSTRUCTOR):
            (out / folder).mkdir(parents=True, exist_ok=True)
        for entry in entries:
            if entry.attempt is None:
                records.add(entry, None)
                continue
            stored, notebook, specs = book.store.grade_of(entry.attempt.id)
            grade = msgspec.structs.replace(stored, submission=_called(entry))
            page, notebook_name = own[entry.student.login], of_notebooks[entry.student.login]
            records.add(entry, grade, f"{INSTRUCTOR}/{page}")
            _write_one(out / INSTRUCTOR, book, entry, grade, specs, page, notebook_name, notebook)
            if entry.released:
                _write_one(out / STUDENTS, book, entry, grade, specs, page, notebook_name, notebook, audience="student")
            else:
                held_back += 1
        write_whole(out / INDEX, _of_all(book, records).encode())
    except OSError as error:
        raise GraderError(f"{out}: the report cannot be written: {error.strerror or error}") from error
    return ClassReport(out / INDEX, len(logins), held_back)


def _of_all(book: Gradebook, records: Records) -> str:
    settings = book.assignment.settings
    rules = {one.what.test: one.what.how for one in in_force(book.decisions()) if isinstance(one.what, TestRule)}
    board = settings.policy.leaderboard
    return class_page(
        laid_out(
            book.assignment.slug,
            settings.title,
            records,
            parts=[part.name for part in settings.parts],
            not_counting={test for test, how in rules.items() if how != "none"},
            called=partial(pseudonym, course_key(book.assignment.course)) if board else None,
        )
    )


def _write_one(
    folder: Path,
    book: Gradebook,
    entry: Entry,
    grade: Grade,
    specs: Mapping[str, TestSpec],
    page: str,
    notebook_name: str,
    notebook: bytes,
    *,
    audience: Audience = "instructor",
) -> None:
    """The pages of one student for one reader."""
    told = for_audience(grade, audience, book.assignment.settings.feedback, specs)
    titles = {own.id: shown.title or shown.id for own, shown in zip(grade.tests, told.tests, strict=True)}
    view = grade_view(told, page, notebook_name if notebook else "")
    account = account_of(entry, titles, instructor=audience == "instructor")
    index = f"../{INDEX}" if audience == "instructor" else ""
    write_whole(folder / page, submission_page(view, account, index=index).encode())
    if notebook:
        write_whole(folder / notebook_name, notebook_page(view, notebook).encode())
        write_whole((folder / notebook_name).with_suffix(".ipynb"), notebook)


def _called(entry: Entry) -> str:
    name = entry.student.name
    return f"{name} ({entry.student.login})" if name else entry.student.login
