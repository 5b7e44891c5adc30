"""What is exported: a gradebook's entries, and each one's grade, as an audience may see them.

Every format is written from here, so what a student must not read is taken out in one place: who is not released, what
the feedback policy withholds of a test, and the names of hidden tests in the lines of an entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from grader.course import Assignment
from grader.errors import ExportError
from grader.export.decimals import digits
from grader.gradebook import Entry, Gradebook
from grader.gradebook.told import told_grade
from grader.judge.audience import HIDDEN_TITLE, shown_ids
from grader.judge.grade import Audience, Grade
from grader.people import Student
from grader.store import Found, Store


@dataclass(frozen=True)
class Report:
    """One student: the entry, and the grade of the attempt that counts, where there is one.

    `told_grade`, `told_entry`: the same as the student may see it, whoever this is for.
    """

    entry: Entry
    grade: Grade | None
    told_grade: Grade | None
    told_entry: Entry
    withheld: frozenset[str] = frozenset()
    """what tests are called of which students see no more than that they are there"""


class Contents:
    """Of one assignment, for one audience; by login."""

    def __init__(self, book: Gradebook, audience: Audience, login: str = "") -> None:
        """Everyone's, or one student's. ExportError when there is nothing that this audience may see."""
        self.assignment: Assignment = book.assignment
        self.audience: Audience = audience
        self.store: Store = book.store
        self._names: dict[str, Mapping[str, str]] = {}
        found = [book.entry(login)] if login else book.entries()
        self.of_class = not login
        if not found:
            raise ExportError(f"{self.assignment.slug}: there is nobody to export: grader batch grades a class")
        shown = [one for one in found if one.released or audience == "instructor"]
        if not shown:
            whose = f"{login}'s grade is" if login else "nobody's grade is"
            still = "not released yet" if login else "released yet"
            raise ExportError(f"{self.assignment.slug}: {whose} {still}; --audience instructor exports all the same")
        self.held_back = len(found) - len(shown)
        self.entries = shown if audience == "instructor" else [self._told(one) for one in shown]

    def reports(self) -> Iterator[Report]:
        """One after the other: a grade is large, and a class has many."""
        for entry in self.entries:
            grade, told, names = None, None, dict[str, str]()
            if entry.attempt is not None:
                stored, _, specs = self.store.grade_of(entry.attempt.id)
                policy = self.assignment.settings.feedback
                grade = told_grade(stored, entry.student, self.audience, policy, specs)
                told = told_grade(stored, entry.student, "student", policy, specs)
                names = shown_ids([test.id for test in stored.tests], policy, specs)
            withheld = frozenset(shown for test, shown in names.items() if shown != test)
            own = entry if self.audience == "student" else _renamed(entry, names)
            yield Report(entry, grade, told, own, withheld)

    def _told(self, entry: Entry) -> Entry:
        """The entry as its student may see it: a test that nobody may know of has no name in its lines, either."""
        if entry.attempt is None or not any(line.test for line in entry.lines):
            return entry
        return _renamed(entry, self._names_of(entry.attempt))

    def _names_of(self, attempt: Found) -> Mapping[str, str]:
        """What a student may call the tests of this attempt's edition: the same for everyone who was graded by it."""
        if attempt.edition not in self._names:
            grade, _, specs = self.store.grade_of(attempt.id)
            policy = self.assignment.settings.feedback
            self._names[attempt.edition] = shown_ids([test.id for test in grade.tests], policy, specs)
        return self._names[attempt.edition]


def _renamed(entry: Entry, names: Mapping[str, str]) -> Entry:
    lines = tuple(replace(line, test=names.get(line.test, HIDDEN_TITLE) if line.test else "") for line in entry.lines)
    return replace(entry, lines=lines)


def reckoning(entry: Entry) -> list[str]:
    """How the points come about, a line each, with what people and rules have to say besides."""
    told = [f"{line.said()}: {digits(line.points)}" for line in entry.lines]
    if entry.points is not None:
        told.append(f"{digits(entry.points)} of {digits(entry.max_points)} points")
    else:
        told.append(entry.status)
    if entry.status == "missing":
        told.append("nothing was handed in")
    if entry.awaiting:
        told.append(f"{digits(entry.awaiting)} points await grading")
    return [*told, *entry.problems, *entry.comments]


def line_of(student: Student) -> str:
    """A name for people: the login where nothing else is known."""
    return student.name or student.login
