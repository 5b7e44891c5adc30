"""The pages of a class, from the store: one for each student to read, one for the instructor, and one of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from grader.errors import GraderError
from grader.gradebook import Entry, Gradebook
from grader.gradebook.decisions import TestRule, in_force
from grader.gradebook.rubric import pseudonym
from grader.gradebook.told import told_grade
from grader.judge.grade import Audience, Grade
from grader.judge.marks import TestSpec
from grader.judge.seeds import pseudonym_key
from grader.report.account import account_of
from grader.report.class_page import ClassPage, class_page, laid_out
from grader.report.class_records import Records
from grader.report.file_names import folder_of
from grader.report.frame import render
from grader.report.pages import INDEX, notebook_page
from grader.report.past import past_of
from grader.report.views import Code, grade_view
from grader.store import Found
from grader.writing import OwnFiles

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

    Pages of an earlier time that are not among them are deleted. GraderError when `out` cannot be written.
    """
    records, pages, held_back = Records(), 0, 0
    try:
        files = OwnFiles(out, "report")
        for entry in book.entries():
            if entry.attempt is None:
                records.add(entry, None)
                continue
            pages += 1
            graded = graded_of(book, entry.attempt)
            stem = folder_of(entry.student.login)
            records.add(entry, graded.told(book, entry, "instructor"), f"{INSTRUCTOR}/{stem}.html")
            _write_one(files, book, entry, graded, stem, "instructor")
            if entry.released:
                _write_one(files, book, entry, graded, stem, "student")
            else:
                held_back += 1
        index = files.write(INDEX, class_page(class_laid_out(book, records)).encode())
        files.finish()
    except OSError as error:
        raise GraderError(f"{out}: the report cannot be written: {error.strerror or error}") from error
    return ClassReport(index, pages, held_back)


def _on_the_board(key: bytes, login: str) -> str:
    """Another name than the one under which answers are graded."""
    return pseudonym(key, f"leaderboard {login}")


@dataclass(frozen=True)
class Graded:
    """What the store has of an attempt."""

    grade: Grade
    notebook: bytes
    specs: Mapping[str, TestSpec]
    source: bytes

    def told(self, book: Gradebook, entry: Entry, audience: Audience) -> Grade:
        return told_grade(self.grade, entry.student, audience, book.assignment.settings.feedback, self.specs)


def graded_of(book: Gradebook, attempt: Found) -> Graded:
    return Graded(*book.store.grade_of(attempt.id), book.store.source_of(attempt.id))


def class_laid_out(book: Gradebook, records: Records) -> ClassPage:
    """The page of the class: what counts by the rules and decisions of `book`."""
    settings = book.assignment.settings
    rules = {one.what.test: one.what.how for one in in_force(book.decisions()) if isinstance(one.what, TestRule)}
    board = settings.policy.leaderboard
    return laid_out(
        book.assignment.slug,
        settings.title,
        records,
        parts=[part.name for part in settings.parts],
        not_counting={test for test, how in rules.items() if how != "none"},
        called=partial(_on_the_board, pseudonym_key(book.assignment.course)) if board else None,
    )


def laid_out_page(book: Gradebook, entry: Entry, graded: Graded, audience: Audience) -> dict[str, Any]:
    """What the template of a submission's page is given, for one reader."""
    instructor = audience == "instructor"
    stem = folder_of(entry.student.login)
    told = graded.told(book, entry, audience)
    titles = {own.id: shown.title or shown.id for own, shown in zip(graded.grade.tests, told.tests, strict=True)}
    code = Code(graded.source, graded.notebook, book.assignment.settings.file)
    past = None
    if instructor:
        student_page = f"../{STUDENTS}/{stem}.html" if entry.released else ""
        past = past_of(book.store, book.assignment, entry, graded.source, student_page=student_page)
    return {
        "grade": grade_view(told, f"{stem}.html", f"{stem}-notebook.html" if graded.notebook else "", code),
        "account": account_of(entry, titles, instructor=instructor),
        "past": past,
        "index": f"../{INDEX}" if instructor else "",
    }


def _write_one(files: OwnFiles, book: Gradebook, entry: Entry, graded: Graded, stem: str, audience: Audience) -> None:
    """The pages of one student for one reader."""
    folder = INSTRUCTOR if audience == "instructor" else STUDENTS
    values = laid_out_page(book, entry, graded, audience)
    files.write(f"{folder}/{stem}.html", render("submission.html", **values).encode())
    if graded.notebook:
        files.write(f"{folder}/{stem}-notebook.html", notebook_page(values["grade"], graded.notebook).encode())
        files.write(f"{folder}/{stem}-notebook.ipynb", graded.notebook)
