"""What a served page has beside the one that is written to a folder: forms, and what they begin with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from grader.course import Assignment
from grader.gradebook import Entry, Gradebook
from grader.gradebook.decisions import Mark, Override
from grader.judge.grade import Grade, Outcome
from grader.policies import exact
from grader.report.wording import number
from grader.serve.asked import comments_of
from grader.serve.progress import Progress
from grader.store import text_digest


@dataclass(frozen=True)
class TestDesk:
    """One test of one submission: `points` as they count now, `given` whether a person gave them."""

    __test__ = False  # pytest collects what is called like this

    id: str
    points: str
    most: str
    given: bool


@dataclass(frozen=True)
class AnswerDesk:
    """One written answer: for each line of the rubric what it is, the most points, and those that were given."""

    number: int
    text_digest: str
    lines: tuple[tuple[str, str, str], ...]
    comment: str


@dataclass(frozen=True)
class StudentDesk:
    """`form` goes back with every form; `tests` by the anchor of the page, `answers` by number."""

    form: str
    who: str
    stem: str
    digest: str
    released: bool
    comments: tuple[tuple[str, str], ...]
    """each with its digest"""
    tests: Mapping[str, TestDesk]
    answers: Mapping[int, AnswerDesk]
    progress: Progress


@dataclass(frozen=True)
class ClassDesk:
    form: str
    held_back: int
    progress: Progress


def student_desk(
    book: Gradebook, entry: Entry, grade: Grade, progress: Progress, *, form: str, who: str, stem: str
) -> StudentDesk:
    given = {
        one.what.test: one.what.points is not None
        for one in entry.decisions
        if isinstance(one.what, Override) and one.what.digest in ("", entry.digest)
    }
    changes = defaultdict[str, Fraction](Fraction)
    for line in entry.lines:
        changes[line.test] += line.points if line.what != "dropped" else 0
    return StudentDesk(
        form=form,
        who=who,
        stem=stem,
        digest=entry.digest,
        released=entry.released,
        comments=tuple((text_digest(text), text) for text in comments_of(entry)),
        tests={
            f"test-{place}": _of_test(test, changes[test.id], given.get(test.id, False))
            for place, test in enumerate(grade.tests, 1)
        },
        answers=_answers(book.assignment, entry, grade),
        progress=progress,
    )


def _of_test(test: Outcome, change: Fraction, given: bool) -> TestDesk:
    return TestDesk(test.id, _to_edit(float(exact(test.points) + change)), number(test.max_points), given)


def _answers(assignment: Assignment, entry: Entry, grade: Grade) -> dict[int, AnswerDesk]:
    marks = {
        (one.what.question, one.what.text_digest): one.what for one in entry.decisions if isinstance(one.what, Mark)
    }
    found = {}
    for answer in grade.answers:
        if not answer.text or answer.number > len(assignment.questions):
            continue
        digest = text_digest(answer.text)
        mark = marks.get((answer.number, digest))
        rubric = assignment.questions[answer.number - 1].rubric
        points = [_to_edit(one) for one in mark.points] if mark is not None else []
        points += [""] * (len(rubric) - len(points))
        lines = tuple(
            (line.what, number(line.points), given) for line, given in zip(rubric, points[: len(rubric)], strict=True)
        )
        found[answer.number] = AnswerDesk(answer.number, digest, lines, mark.comment if mark is not None else "")
    return found


def _to_edit(points: float) -> str:
    """All decimals, and nothing between the thousands: it comes back as it is."""
    return repr(float(points)).removesuffix(".0")
