"""The pages of a class, from the store: one for each student to read, one for the instructor, and one of all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from grader.errors import GradebookError
from grader.gradebook import Entry, Gradebook
from grader.gradebook.decisions import TestRule, in_force
from grader.gradebook.rubric import pseudonym
from grader.gradebook.told import told_grade
from grader.judge.grade import Audience, Grade
from grader.judge.seeds import pseudonym_key
from grader.judge.spec import TestSpec
from grader.report.account import account_of
from grader.report.class_page import ClassPage, class_page, laid_out
from grader.report.class_records import Records, Standing
from grader.report.file_names import folder_of
from grader.report.pages import INDEX, INSTRUCTOR, STUDENTS, page_values, report_in, write_pages
from grader.report.past import past_of
from grader.report.views import Code
from grader.store import Found
from grader.writing import OwnFiles


@dataclass(frozen=True)
class ClassReport:
    """What was written; `held_back`: students whose grades are not released, who have no page of their own."""

    index: Path
    pages: int
    held_back: int


def write_class(book: Gradebook, out: Path, *, only: Collection[str] = ()) -> ClassReport:
    """Write `out`/index.html, the page of the class, which is for the instructor, a page in `out`/instructor for each
    student who has a grade, and one in `out`/students for each whose grade is released.

    `only`: logins, if not everyone is to have pages; the page of the class has all. Pages of an earlier time that are
    not among them are deleted. GradebookError for a login that nobody has, GraderError when `out` cannot be written.
    """
    records, pages, held_back = Records(), 0, 0
    entries = book.entries()
    unknown = sorted(set(only) - {entry.student.login for entry in entries})
    if unknown:
        raise GradebookError(f"no student {unknown[0]!r} in {book.assignment.slug}: grader grades SLUG lists them")
    with report_in(out) as files:
        for entry in entries:
            if entry.attempt is None:
                records.add(standing_of(entry), None)
                continue
            graded = graded_of(book, entry.attempt)
            stem, told = folder_of(entry.student.login), graded.told(book, entry, "instructor")
            if only and entry.student.login not in only:
                records.add(standing_of(entry), told)
                continue
            pages += 1
            records.add(standing_of(entry), told, f"{INSTRUCTOR}/{stem}.html")
            _write_one(files, book, entry, graded, stem, "instructor")
            if entry.released:
                _write_one(files, book, entry, graded, stem, "student")
            else:
                held_back += 1
        index = files.write(INDEX, class_page(class_laid_out(book, records)).encode())
    return ClassReport(index, pages, held_back)


def standing_of(entry: Entry) -> Standing:
    """What the page of a class tells of a line in the gradebook."""
    return Standing(
        login=entry.student.login,
        name=entry.student.name,
        section=entry.student.section,
        status=entry.status,
        points=entry.points,
        max_points=entry.max_points,
        attempt=entry.attempt.id if entry.attempt is not None else 0,
        edition=entry.attempt.edition if entry.attempt is not None else "",
        awaiting=entry.awaiting,
        days_late=entry.days_late,
        slip_days=entry.slip_days,
        released=entry.released,
    )


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
    account = account_of(entry, titles, instructor=instructor)
    if not instructor:
        return page_values(told, stem, code, account=account)
    return page_values(
        told,
        stem,
        code,
        account=account,
        past=past_of(book.store, book.assignment, entry, graded.source),
        index=f"../{INDEX}",
        student_page=f"../{STUDENTS}/{stem}.html" if entry.released else "",
    )


def _write_one(files: OwnFiles, book: Gradebook, entry: Entry, graded: Graded, stem: str, audience: Audience) -> None:
    """The pages of one student for one reader."""
    folder = INSTRUCTOR if audience == "instructor" else STUDENTS
    write_pages(files, f"{folder}/{stem}", laid_out_page(book, entry, graded, audience), graded.notebook)
