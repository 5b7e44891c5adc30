"""What a page shows of a grade: texts capped, numbers in words, pictures laid out; nothing hidden is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from grader.judge.grade import Answer, Grade, Outcome, awaiting, isolation_warning, suspicions
from grader.questions import LONGEST_ANSWER
from grader.report.bars import PartScore, part_scores, share
from grader.report.colouring import rows_of
from grader.report.listing import Listing, Note, listing_of
from grader.report.of_test import TestView, view_of
from grader.report.places import Places, places_of
from grader.report.text import LONGEST_MESSAGE, LONGEST_NAME, LONGEST_OUTPUT, LONGEST_TITLE, block, one_line
from grader.report.wording import Verdict, duration, moment, number, percent, plural, verdict

NEXT_STEPS = 3
MOST_PROBLEMS = 20
LONGEST_HEADING = 28
MOST_NAMED = 400  # lines
ALL_OUTPUT, LEAST_OUTPUT = 80_000, 500  # characters, of all tests and of each: its output, and its detail


@dataclass(frozen=True)
class PartView:
    score: PartScore
    tests: tuple[TestView, ...]


@dataclass(frozen=True)
class AnswerView:
    """One written question. `rubric` (points, criterion) and `model_answer` are empty unless the grade is the
    instructor's."""

    number: int
    title: str
    points: str
    answered: bool
    text: str
    rubric: tuple[tuple[str, str], ...]
    model_answer: str


@dataclass(frozen=True)
class Step:
    """A failed test that is worth looking at first."""

    anchor: str
    title: str
    gain: str
    advice: str


@dataclass(frozen=True)
class GradeView:
    """One submission."""

    page: str
    notebook: str
    submission: str
    heading: str
    assignment: str
    assignment_title: str
    score: str
    max_score: str
    percentage: str
    started: str
    started_iso: str
    took: str
    isolation: str
    warning: str
    version: str
    digest: str
    assignment_digest: str
    instructor: bool
    problems: tuple[str, ...]
    parts: tuple[PartView, ...]
    counts: tuple[str, ...]
    suspicions: tuple[tuple[str, str, str], ...]  # anchor and title of the test, and why
    steps: tuple[Step, ...]
    waiting: tuple[str, ...]
    answers: tuple[AnswerView, ...]
    awaiting: str
    listing: Listing | None


@dataclass(frozen=True)
class MapRow:
    """One test in the heat map; a verdict (None: it is not in that grade) and points a submission."""

    title: str
    max_points: str
    passed: str
    cells: tuple[tuple[Verdict, str] | None, ...]


@dataclass(frozen=True)
class ClassView:
    """All submissions of one assignment."""

    assignment: str
    title: str
    summary: str
    parts: tuple[PartScore, ...]
    grades: tuple[GradeView, ...]
    rows: tuple[tuple[str, tuple[MapRow, ...]], ...]


@dataclass(frozen=True)
class Code:
    """The file of a submission: what was run, the notebook if one was handed in, and what the file is called."""

    source: bytes
    notebook: bytes = b""
    file: str = ""


def grade_view(grade: Grade, page: str, notebook: str = "", code: Code | None = None) -> GradeView:
    """`page`, `notebook`: the names of the pages of the grade, and of the notebook that was handed in, if one was."""
    rows = rows_of(code.source) if code is not None else []
    places = places_of(rows, code.notebook, code.file) if code is not None and rows else None
    instructor = grade.audience == "instructor"
    told = sum(bool(test.output) + bool(test.detail) for test in grade.tests)
    room = max(LEAST_OUTPUT, min(LONGEST_OUTPUT, ALL_OUTPUT // max(1, told)))
    anchors = {test.id: f"test-{index}" for index, test in enumerate(grade.tests, start=1)}
    parts = tuple(
        PartView(
            score,
            tuple(
                view_of(one, anchors[one.id], instructor, places, room) for one in grade.tests if one.part == score.name
            ),
        )
        for score in part_scores(grade.tests)
    )
    problems: list[str] = [block(problem) for problem in grade.problems[:MOST_PROBLEMS]]
    if places is not None:
        problems = [places.links(problem) for problem in problems]
    if len(grade.problems) > MOST_PROBLEMS:
        problems.append(f"{len(grade.problems) - MOST_PROBLEMS} more are not shown")
    return GradeView(
        page=page,
        notebook=notebook,
        submission=one_line(grade.submission) or "(no name)",
        heading=one_line(grade.submission, LONGEST_HEADING) or "(no name)",
        assignment=one_line(grade.assignment),
        assignment_title=one_line(grade.assignment_title, LONGEST_TITLE),
        score=number(grade.score),
        max_score=number(grade.max_score),
        percentage=percent(share(grade.score, grade.max_score)),
        started=moment(grade.started),
        started_iso=one_line(grade.started),
        took=duration(grade.seconds),
        isolation=one_line(grade.isolation, LONGEST_TITLE),
        warning=isolation_warning(grade.isolation),
        version=one_line(grade.grader_version),
        digest=one_line(grade.submission_digest),
        assignment_digest=one_line(grade.assignment_digest),
        instructor=instructor,
        problems=tuple(problems),
        parts=parts,
        counts=_counts(grade.tests),
        suspicions=tuple(
            (anchors[test.id], one_line(test.title or test.id, LONGEST_TITLE), block(why))
            for test, why in (suspicions(grade) if instructor else ())
        ),
        steps=tuple(
            step if places is None else replace(step, advice=places.links(step.advice))
            for step in next_steps(grade.tests, anchors)
        ),
        waiting=_waiting(grade.tests),
        answers=tuple(_answer_view(answer, instructor) for answer in grade.answers),
        awaiting=awaiting(grade),
        listing=listing_of(rows, places, _notes(grade, anchors, places, room)) if places is not None else None,
    )


def _notes(grade: Grade, anchors: dict[str, str], places: Places, room: int) -> dict[int, list[Note]]:
    """What names which line, by the texts that this reader is told, as far as they are shown."""
    notes: dict[int, list[Note]] = {}
    named = [(Note("problems", "a problem"), problem[:LONGEST_MESSAGE]) for problem in grade.problems[:MOST_PROBLEMS]]
    for test in grade.tests:
        note = Note(anchors[test.id], one_line(test.title or test.id, LONGEST_TITLE))
        shown = [test.message[:LONGEST_MESSAGE], test.hint[:LONGEST_MESSAGE], (test.follows_from or "")[:LONGEST_NAME]]
        shown += [test.detail[:room]] if grade.audience == "instructor" else []
        named.append((note, "\n".join(shown)))
    for note, text in named:
        for line in places.named(text):
            if note not in (there := notes.setdefault(line, [])):
                there.append(note)
    return dict(list(notes.items())[:MOST_NAMED])


def _answer_view(answer: Answer, instructor: bool) -> AnswerView:
    return AnswerView(
        number=answer.number,
        title=one_line(answer.title, LONGEST_TITLE),
        points=plural(answer.max_points, "point"),
        answered=answer.status == "awaiting grading",
        text=block(answer.text, LONGEST_ANSWER + 100),
        rubric=tuple((number(line.points), block(line.what)) for line in answer.rubric) if instructor else (),
        model_answer=block(answer.model_answer, LONGEST_ANSWER) if instructor else "",
    )


def next_steps(tests: Sequence[Outcome], anchors: dict[str, str]) -> tuple[Step, ...]:
    """The tests that cost most points and can be worked on: not those that follow from another or were not run."""
    lost = [
        (test.max_points - test.points, test)
        for test in tests
        if verdict(test).tone in {"bad", "part"} and test.points < test.max_points
    ]
    lost.sort(key=lambda entry: -entry[0])
    return tuple(
        Step(
            anchors[test.id],
            one_line(test.title or test.id, LONGEST_TITLE),
            plural(points, "point"),
            block(test.hint or test.message, 600),
        )
        for points, test in lost[:NEXT_STEPS]
    )


def _waiting(tests: Sequence[Outcome]) -> tuple[str, ...]:
    """A sentence for each function that failures follow from: what setting it right may bring."""
    groups: dict[str, list[Outcome]] = {}
    for test in tests:
        if test.follows_from and verdict(test).tone == "follow":
            groups.setdefault(one_line(test.follows_from), []).append(test)
    return tuple(
        f"{plural(len(group), 'more test')} ({plural(sum(test.max_points - test.points for test in group), 'point')}) "
        f"{'follows' if len(group) == 1 else 'follow'} from {name}."
        for name, group in groups.items()
    )


def class_view(pages: Sequence[tuple[Grade, GradeView]]) -> ClassView:
    """`pages`: grades of one assignment with their views, in the order in which they are listed."""
    grades = [grade for grade, _ in pages]
    by_id = [{test.id: test for test in grade.tests} for grade in grades]
    known: dict[str, Outcome] = {test.id: test for tests in by_id for test in tests.values()}
    parts = part_scores(known.values())
    rows = []
    for part in parts:
        ids = [test.id for test in known.values() if test.part == part.name]
        rows.append((part.name, tuple(_map_row(known[name], [tests.get(name) for tests in by_id]) for name in ids)))
    scores = [100 * share(grade.score, grade.max_score) for grade in grades]
    return ClassView(
        assignment=one_line(grades[0].assignment),
        title=one_line(grades[0].assignment_title, LONGEST_TITLE),
        summary=f"{plural(len(grades), 'submission')}, median score {number(median(scores), 1)} %",
        parts=parts,
        grades=tuple(view for _, view in pages),
        rows=tuple(rows),
    )


def _map_row(test: Outcome, results: Sequence[Outcome | None]) -> MapRow:
    ran = [result for result in results if result is not None]
    return MapRow(
        title=one_line(test.title or test.id, LONGEST_TITLE),
        max_points=number(test.max_points),
        passed=f"{sum(result.status == 'passed' for result in ran)} of {len(ran)}",
        cells=tuple(None if result is None else (verdict(result), number(result.points)) for result in results),
    )


def _counts(tests: Sequence[Outcome]) -> tuple[str, ...]:
    """How many tests ended how: "12 passed", "2 failed", …"""
    words: dict[str, int] = {}
    for test in tests:
        word = "follow from another" if verdict(test).tone == "follow" else verdict(test).word
        words[word] = words.get(word, 0) + 1
    return tuple(f"{count} {word}" for word, count in words.items())
