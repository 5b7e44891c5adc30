"""A class to export: graded without grading, with secrets wherever a student must not read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from small_course import SETTINGS, SLUG, write_course

from grader.course import Assignment, Feedback
from grader.export import Contents
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Comment, Excuse, Override, Release
from grader.judge.grade import SUSPICION, Audience, Grade, Outcome, total_score
from grader.judge.job import Judgement
from grader.judge.spec import TestSpec
from grader.people import Student
from grader.store import Store

PLANTED = "sesame"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
POLICY = """
[policy]
due = 2026-03-01T12:00:00Z
late_percent = 10
"""
ALICE = Student("alice", "Alice Alpha", "alice@example.org", "Mo", "")
FEEDBACK: dict[str, Feedback | None] = {
    "test_full": "full",
    "test_hint": None,  # as the policy has it: hint
    "test_name": "name",
    "test_none_sesame": "none",
}


def course(root: Path, *, title: str = "A small assignment") -> Assignment:
    return write_course(root / "course", settings=SETTINGS.replace("A small assignment", title) + POLICY)


def outcome(test: str, feedback: Feedback | None, **changes: Any) -> Outcome:
    """With a secret in whatever the feedback policy withholds."""
    silent = feedback in ("name", "none")
    fields: dict[str, Any] = {
        "id": test,
        "part": "Doubling",
        "title": f"Title {PLANTED}" if feedback == "none" else f"Title of {test}",
        "points": 0.1,
        "max_points": 1.0,
        "status": "partial",
        "message": f"message {PLANTED}" if silent else "x = [1 < 2]\n=SUM(A1)",
        "hint": f"hint {PLANTED}" if silent else "was the sum forgotten?",
        "detail": "expected 3" if feedback == "full" else f"expected {PLANTED}",
        "output": f"printed {PLANTED}",
        "seed": PLANTED,
        "seconds": 0.25,
        "evidence": {SUSPICION: {"why": PLANTED}, "accuracy": {"value": 0.957, "full": 0.96, "zero": 0.94}}
        | ({"history": {PLANTED: [1.0]}} if silent else {}),
    }
    return Outcome(**{**fields, **changes})


def judgement(digest: str, *tests: Outcome, edition: str = "e" * 64) -> Judgement:
    tests = tests or tuple(outcome(test, feedback) for test, feedback in FEEDBACK.items())
    grade = Grade(
        grader_version="1",
        assignment=SLUG,
        assignment_title="A small assignment",
        assignment_digest=edition,
        submission="alice",
        submission_digest=digest,
        isolation="A",
        score=total_score(tests),
        max_score=10,
        started="2026-03-02T10:00:00+00:00",
        seconds=1.5,
        audience="instructor",
        tests=tests,
    )
    specs = {
        test.id: TestSpec(
            id=test.id,
            title=test.title,
            part=test.part,
            points=test.max_points,
            of="double",
            feedback=FEEDBACK.get(test.id),
        )
        for test in tests
    }
    return Judgement(grade, specs, {})


def hand_in(
    store: Store,
    *people: Student,
    found: Judgement | None = None,
    received: datetime | None = NOON,
    origin: str = "in/alice",
) -> None:
    """What these students have handed in together, graded; or without `found`, not."""
    run = store.begin_run(SLUG, grader_version="1", isolation="A", slots=1, has_roster=True)
    store.note_people(people, roster_of=run)
    logins = [one.login for one in people]
    digest = found.grade.submission_digest if found is not None else "f" * 64
    attempt = store.add(run, found, conditions="c", calibration="k") if found is not None else None
    number = store.note_handed_in(
        run, SLUG, owner=logins[0], digest=digest, name=logins[0], origin=origin, received=received, logins=logins
    )
    store.note_standing(run, SLUG, handed_in_id=number, digest=digest, logins=logins, attempt_id=attempt)


def roster(store: Store, *people: Student) -> None:
    run = store.begin_run(SLUG, grader_version="1", isolation="A", slots=1, has_roster=True)
    store.note_people(people, roster_of=run)


def release(book: Gradebook, *logins: str) -> None:
    for login in logins or ("",):
        book.decide(Release(True), why="done", login=login, who="ta")


def a_class(assignment: Assignment, store: Store) -> Gradebook:
    """Alice, a day late, with a point by a person; Bob, excused; Carol, on time, not released; Dan, missing."""
    people = [ALICE, Student("bob", "Bob Beta"), Student("carol", '=cmd|"/c calc"!A1'), Student("dan", "Dän Δ")]
    hand_in(store, people[0], found=judgement("a" * 64), received=NOON + timedelta(hours=3))
    hand_in(store, people[2], found=judgement("c" * 64), origin="in/carol")
    roster(store, *people)
    book = Gradebook(assignment, store)
    book.decide(Override("test_none_sesame", 1.0), why="right all the same", login="alice", who="ta")
    book.decide(Comment("well <done>,\nAlice"), why="praise", login="alice", who="ta")
    book.decide(Excuse(), why="ill", login="bob", who="ta")
    release(book, "alice", "bob", "dan")
    return book


def contents(book: Gradebook, audience: Audience = "student", login: str = "") -> Contents:
    return Contents(book, audience, login)


def all_formats(book: Gradebook, audience: Audience) -> dict[str, bytes]:
    """Every file of every format."""
    from grader import export

    def given() -> Contents:
        return Contents(book, audience)

    each = {
        "gradescope": export.to_gradescope(given(), leaderboard=True),
        "classroom50": export.to_classroom50(given(), export.Place()),
    }
    found = {f"{form} {login}": content for form, files in each.items() for login, content in files}
    whole: Sequence[Any] = (export.to_canvas, export.to_moodle, export.to_csv, export.to_json, export.to_junit)
    return found | {write.__name__: write(given()) for write in whole}
