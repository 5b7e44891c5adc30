"""What a page shows of a grade: texts capped, numbers in words, pictures laid out; nothing hidden is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.judge.grade import Answer, Grade, Outcome, awaiting, isolation_warning, suspicions
from grader.questions import LONGEST_ANSWER
from grader.report.bars import PartScore, part_scores, share
from grader.report.colouring import rows_of
from grader.report.diagnoses import normalised, said_of
from grader.report.listing import Listing, Note, listing_of
from grader.report.of_test import TestView, view_of
from grader.report.places import Places, places_of
from grader.report.text import LONGEST_MESSAGE, LONGEST_NAME, LONGEST_OUTPUT, LONGEST_TITLE, block, one_line
from grader.report.wording import duration, moment, number, percent, plural, verdict

NEXT_STEPS, MOST_OTHERS = 3, 3
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
    """What is worth looking at first: a failed test, and the first `others` (anchor, title) that say the same."""

    anchor: str
    title: str
    gain: str
    advice: str
    others: tuple[tuple[str, str], ...]
    more: int


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
    log: tuple[tuple[str, str, str, str], ...]  # of the sandbox: when, anchor and title of the test, what
    listing: Listing | None


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
                view_of(
                    one,
                    anchors[one.id],
                    instructor=instructor,
                    memory_limit_mb=grade.memory_limit_mb,
                    places=places,
                    room=room,
                )
                for one in grade.tests
                if one.part == score.name
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
        log=_log(grade, anchors) if instructor else (),
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


def _log(grade: Grade, anchors: dict[str, str]) -> tuple[tuple[str, str, str, str], ...]:
    titles = {test.id: one_line(test.title or test.id, LONGEST_TITLE) for test in grade.tests}
    return tuple(
        (duration(one.seconds), anchors.get(one.test, ""), titles.get(one.test, one_line(one.test)), block(one.event))
        for one in grade.sandbox_log
    )


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
    """What costs most points and can be worked on: not what follows from another or was not run.

    Tests that say the same are one step: it is one mistake.
    """

    def lost(test: Outcome) -> float:
        return test.max_points - test.points

    mistakes: dict[str, list[Outcome]] = {}
    for test in sorted(tests, key=lost, reverse=True):
        if verdict(test).tone in {"bad", "part"} and lost(test) > 0:
            said = said_of(test)
            mistakes.setdefault(normalised(said.text) if said is not None else test.id, []).append(test)
    costliest = sorted(mistakes.values(), key=lambda same: sum(map(lost, same)), reverse=True)
    return tuple(_step(same, sum(map(lost, same)), anchors) for same in costliest[:NEXT_STEPS])


def _step(same: Sequence[Outcome], points: float, anchors: dict[str, str]) -> Step:
    (anchor, title), *others = [(anchors[test.id], one_line(test.title or test.id, LONGEST_TITLE)) for test in same]
    advice = block(same[0].hint or same[0].message, 600)
    return Step(anchor, title, plural(points, "point"), advice, tuple(others[:MOST_OTHERS]), len(others[MOST_OTHERS:]))


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


def _counts(tests: Sequence[Outcome]) -> tuple[str, ...]:
    """How many tests ended how: "12 passed", "2 failed", …"""
    words: dict[str, int] = {}
    for test in tests:
        word = "follow from another" if verdict(test).tone == "follow" else verdict(test).word
        words[word] = words.get(word, 0) + 1
    return tuple(f"{count} {word}" for word, count in words.items())
