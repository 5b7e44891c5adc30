"""A store with something in it: grades as they might have been, without grading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from grader.judge.grade import Answer, Grade, Outcome, Status
from grader.judge.job import Judgement
from grader.judge.spec import TestSpec
from grader.people import Student
from grader.store import Store

SLUG = "small"


SOURCE = b"def f(x):\n    return x\n"


def judgement(
    digest: str,
    points: float,
    status: Status = "passed",
    *,
    answers: Sequence[Answer] = (),
    source: bytes = SOURCE,
) -> Judgement:
    tests = (
        Outcome(
            id="test_a", part="All", title="A", points=points, max_points=6, status=status, message="ü \N{SNOWMAN}"
        ),
        Outcome(id="test_b", part="All", title="B", points=4, max_points=4, status="passed", seconds=0.25),
    )
    grade = Grade(
        grader_version="1",
        assignment=SLUG,
        assignment_title="Small",
        assignment_digest="e" * 64,
        submission="alice",
        submission_digest=digest,
        isolation="A",
        score=points + 4,
        max_score=10,
        started="2026-03-01T10:00:00+00:00",
        seconds=1.5,
        audience="instructor",
        tests=tests,
        answers=tuple(answers),
    )
    specs = {
        test.id: TestSpec(id=test.id, title=test.title, part="All", points=test.max_points, of="f", feedback="name")
        for test in tests
    }
    return Judgement(grade, specs, {"test_a": 0.5, "test_b": 0.25}, b"a notebook", source)


def begun(store: Store) -> int:
    return store.begin_run(SLUG, grader_version="1", isolation="A", slots=2, has_roster=False)


def hand_in(
    store: Store, run: int, owner: str, digest: str, received: datetime | None = None, *, logins: Sequence[str] = ()
) -> int:
    """Noted, and counting for the logins, or for the owner."""
    logins = logins or [owner]
    store.note_people([Student(login) for login in logins])
    number = store.note_handed_in(
        run, SLUG, owner=owner, digest=digest, name=owner, origin=f"in/{owner}", received=received, logins=logins
    )
    known = store.reusable(SLUG, "c", "k").get(digest)
    counts = known.id if known is not None else None
    store.note_standing(run, SLUG, handed_in_id=number, digest=digest, logins=logins, attempt_id=counts)
    return number


def add(store: Store, run: int, found: Judgement, *, conditions: str = "c", calibration: str = "k") -> int:
    return store.add(run, found, conditions=conditions, calibration=calibration)
