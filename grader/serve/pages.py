"""The pages, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.course import Assignment
from grader.errors import GraderError
from grader.gradebook import Entry, Gradebook
from grader.gradebook.decisions import TestRule, in_force
from grader.gradebook.regrade import Change, changes
from grader.report.class_records import Record, Records, Test, test_of
from grader.report.file_names import folder_of
from grader.report.frame import render
from grader.report.of_class import Graded, class_laid_out, graded_of, laid_out_page, standing_of
from grader.report.pages import INSTRUCTOR, notebook_page, submission_page
from grader.report.text import LONGEST_TITLE, one_line
from grader.report.wording import number
from grader.serve.asked import Fields
from grader.serve.desk import ClassDesk, student_desk
from grader.serve.progress import Progress
from grader.store import Found

_PACKAGE = "grader.serve"
_SCRIPTS = ["class.js", "live.js"]
_HIDDEN = set("form kind anchor digest text_digest question test comment only fresh may_lower".split())
_MOST_CHANGES = 200


class ClassPages:
    """Pages of classes. What the page of a class needs of an attempt is kept: whole grades are large to read.

    It is kept by all that the store says of the attempt: the number of one that was forgotten may be another's later.
    """

    def __init__(self, form: str, who: str) -> None:
        self._form, self._who = form, who
        self._known: dict[str, dict[Found, tuple[Record, tuple[Test, ...]]]] = {}
        self._tests: dict[Test, Test] = {}  # each once

    def of_class(self, book: Gradebook, progress: Progress) -> str:
        records, held_back = Records(), 0
        before = self._known.get(book.assignment.slug, {})
        known = self._known[book.assignment.slug] = {}  # what is of no use any more is not kept
        for entry in book.entries():
            if entry.attempt is None:
                records.add(standing_of(entry), None)
                continue
            held_back += not entry.released
            page = f"{INSTRUCTOR}/{folder_of(entry.student.login)}.html"
            found = known.get(entry.attempt) or before.get(entry.attempt)
            if found is not None:
                records.add_known(standing_of(entry), page, *found)
            else:
                grade = graded_of(book, entry.attempt).told(book, entry, "instructor")
                tests = tuple(self._tests.setdefault(one, one) for one in map(test_of, grade.tests))
                found = records.add(standing_of(entry), grade, page), tests
            known[entry.attempt] = found
        desk = ClassDesk(self._form, held_back, progress)
        laid_out = class_laid_out(book, records)
        return render("served_class.html", _PACKAGE, scripts=_SCRIPTS, served=True, page=laid_out, desk=desk)

    def of_student(self, book: Gradebook, entry: Entry, graded: Graded, progress: Progress) -> str:
        """The instructor's page, with forms."""
        values = laid_out_page(book, entry, graded, "instructor")
        stem = folder_of(entry.student.login)
        desk = student_desk(book, entry, graded.grade, progress, form=self._form, who=self._who, stem=stem)
        return render("served_submission.html", _PACKAGE, scripts=["live.js"], served=True, desk=desk, **values)

    def for_student(self, book: Gradebook, entry: Entry, graded: Graded) -> str:
        """What the student is given, as they are given it."""
        return submission_page(laid_out_page(book, entry, graded, "student"))

    def of_notebook(self, book: Gradebook, entry: Entry, graded: Graded, *, instructor: bool) -> str:
        values = laid_out_page(book, entry, graded, "instructor" if instructor else "student")
        return notebook_page(values["grade"], graded.notebook)

    def of_test(self, book: Gradebook, test: str) -> str:
        """What it would change to drop a test, or to give it to everyone."""
        rules = [one.what for one in in_force(book.decisions()) if isinstance(one.what, TestRule)]
        now = next((rule.how for rule in rules if rule.test == test), "none")
        ways = [
            _way(book, test, how, words)
            for how, words in (
                ("drop", "Drop it: the others are worth what all were"),
                ("full", "Give all its points to everyone"),
                ("none", "Count it as it was graded"),
            )
            if how != now
        ]
        return render(
            "test.html",
            _PACKAGE,
            served=True,
            desk={"form": self._form},
            who=one_line(self._who),
            title=one_line(test, LONGEST_TITLE),
            assignment=one_line(book.assignment.settings.title, LONGEST_TITLE),
            now={"drop": "It is dropped.", "full": "It gives all its points to everyone."}.get(now, ""),
            ways=ways,
        )

    def of_course(self, assignments: Mapping[str, tuple[Assignment, int] | GraderError], course: str) -> str:
        """`assignments`: by slug, each with the number of students who have a grade, or with what is wrong with it."""
        rows = [
            (slug, slug, "", str(one))
            if isinstance(one, GraderError)
            else (slug, one_line(one[0].settings.title, LONGEST_TITLE), number(one[1]), "")
            for slug, one in assignments.items()
        ]
        return render("course.html", _PACKAGE, served=True, course=one_line(course), rows=rows)

    def of_problem(self, said: str, back: str, action: str = "", fields: Fields | None = None) -> str:
        """A form that could not be taken, with what was written into it."""
        fields = fields or {}
        return render(
            "problem.html",
            _PACKAGE,
            served=True,
            said=said,
            back=back,
            action=action,
            kept=[(name, value) for name, value in fields.items() if name in _HIDDEN],
            written=[(name, value) for name, value in fields.items() if name not in _HIDDEN],
        )


@dataclass(frozen=True)
class Way:
    """Something that can be decided about a test, and what it would change."""

    how: str
    words: str
    gain: int
    lose: int
    rows: tuple[tuple[str, str, str, str], ...]
    left_out: int


def _way(book: Gradebook, test: str, how: str, words: str) -> Way:
    rule = TestRule(test, how, may_lower=True)  # type: ignore[arg-type]  # one of the three
    found = changes(book, [book.proposed(rule, why="to see what it would change")])
    rows = tuple(map(_row, found[:_MOST_CHANGES]))
    gain, lose = (sum(sign * one.gain > 0 for one in found) for sign in (1, -1))
    return Way(how, words, gain, lose, rows, len(found) - len(rows))


def _row(one: Change) -> tuple[str, str, str, str]:
    before, after = (number(entry.points or 0.0) for entry in (one.before, one.after))
    return one_line(one.before.student.login), before, after, one_line("; ".join(one.because))
