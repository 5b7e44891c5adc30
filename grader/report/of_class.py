"""The pages of a class, from the store: one for each student to read, one for the instructor, and an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.errors import GraderError
from grader.gradebook import Entry, Gradebook
from grader.judge.audience import for_audience
from grader.judge.grade import Audience, Grade
from grader.judge.marks import TestSpec
from grader.report.account import account_of
from grader.report.file_names import page_names
from grader.report.pages import INDEX, index_page, notebook_page, submission_page
from grader.report.past import past_of
from grader.report.views import Code, GradeView, class_view, grade_view
from grader.writing import write_whole

STUDENTS, INSTRUCTOR = "students", "instructor"


@dataclass(frozen=True)
class ClassReport:
    """What was written; `held_back`: students whose grades are not released, who have no page of their own."""

    index: Path
    pages: int
    held_back: int


def write_class(book: Gradebook, out: Path) -> ClassReport:
    """Write `out`/index.html, a page in `out`/instructor for each student who has a grade, and one in `out`/students
    for each whose grade is released.

    Files of the same names are replaced, others are left alone. GraderError when `out` cannot be written.
    """
    entries = [entry for entry in book.entries() if entry.attempt is not None]
    logins = [entry.student.login for entry in entries]
    names = page_names([*logins, *(f"{login}-notebook" for login in logins)])
    pairs: list[tuple[Grade, GradeView]] = []
    held_back = 0
    try:
        for folder in (STUDENTS, INSTRUCTOR):
            (out / folder).mkdir(parents=True, exist_ok=True)
        for entry, page, notebook_name in zip(entries, names, names[len(entries) :], strict=False):
            assert entry.attempt is not None
            stored, notebook, specs = book.store.grade_of(entry.attempt.id)
            grade = msgspec.structs.replace(stored, submission=_called(entry))
            pairs.append(
                (grade, _write_one(out / INSTRUCTOR, book, entry, grade, specs, page, notebook_name, notebook))
            )
            if entry.released:
                _write_one(out / STUDENTS, book, entry, grade, specs, page, notebook_name, notebook, audience="student")
            else:
                held_back += 1
        write_whole(out / INDEX, index_page([class_view(pairs)] if pairs else [], folder=f"{INSTRUCTOR}/").encode())
    except OSError as error:
        raise GraderError(f"{out}: the report cannot be written: {error.strerror or error}") from error
    return ClassReport(out / INDEX, len(entries), held_back)


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
) -> GradeView:
    """The pages of one student for one reader."""
    assert entry.attempt is not None
    told = for_audience(grade, audience, book.assignment.settings.feedback, specs)
    source = book.store.source_of(entry.attempt.id)
    titles = {own.id: shown.title or shown.id for own, shown in zip(grade.tests, told.tests, strict=True)}
    code = Code(source, notebook, book.assignment.settings.file)
    view = grade_view(told, page, notebook_name if notebook else "", code)
    instructor = audience == "instructor"
    account = account_of(entry, titles, instructor=instructor)
    past = None
    if instructor:
        student_page = f"../{STUDENTS}/{page}" if entry.released else ""
        past = past_of(book.store, book.assignment, entry, source, student_page=student_page)
    index = f"../{INDEX}" if instructor else ""
    write_whole(folder / page, submission_page(view, account, past, index=index).encode())
    if notebook:
        write_whole(folder / notebook_name, notebook_page(view, notebook).encode())
        write_whole((folder / notebook_name).with_suffix(".ipynb"), notebook)
    return view


def _called(entry: Entry) -> str:
    name = entry.student.name
    return f"{name} ({entry.student.login})" if name else entry.student.login
