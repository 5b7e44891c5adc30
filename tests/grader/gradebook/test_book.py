"""The gradebook on a store: what counts of whom, by the rules and what was decided."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from small_course import REFERENCE, SETTINGS, SLUG, write_course
from stored import add, begun, hand_in, judgement

from grader.batch.plan import make_plan
from grader.collect import HandedIn
from grader.course import Assignment, load_assignment
from grader.errors import CourseError, GradebookError
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Bonus, Comment, Excuse, Extend, Override, Release, Slip, TestRule, What
from grader.people import Student
from grader.store import Store

WithPolicy = Callable[..., Assignment]

DUE = "due = 2026-10-01T12:00:00Z\nlate_percent = 10\n"
THEN = datetime(2026, 10, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def graded(store: Store, login: str, digest: str, points: float, received: datetime | None = THEN) -> None:
    run = begun(store)
    add(store, run, judgement(digest, points))
    hand_in(store, run, login, digest, received)


def points(assignment: Assignment, store: Store) -> dict[str, float | None]:
    return {one.student.login: one.points for one in Gradebook(assignment, store).entries()}


def test_rules_and_decisions_meet_in_the_book(with_policy: WithPolicy, store: Store) -> None:
    course = with_policy(DUE)
    graded(store, "alice", "d1", 6, THEN)
    graded(store, "bob", "d2", 2, THEN + DAY)
    store.note_people([Student("carol")], roster_of=begun(store))
    book = Gradebook(course, store)
    assert points(course, store) == {"alice": 10, "bob": 5.4, "carol": 0}
    book.decide(Extend(days=1), why="ill", login="bob", who="me")
    book.decide(Override("test_b", 3), why="appeal", login="alice")
    book.decide(Excuse(), why="ill", login="carol")
    assert points(course, store) == {"alice": 9, "bob": 6, "carol": None}
    assert book.decisions()[0].who == "me"


def test_what_would_be_is_not_written_down(with_policy: WithPolicy, store: Store) -> None:
    course = with_policy()
    graded(store, "alice", "d1", 2)
    book = Gradebook(course, store)
    (entry,) = book.entries(assuming=[book.proposed(TestRule("test_a", "full"), why="wrong")])
    assert entry.points == 10
    assert points(course, store) == {"alice": 6}


@pytest.mark.parametrize(
    ("what", "login", "why", "says"),
    [
        (Bonus(1), "alice", "  ", "a decision needs a reason: --why TEXT"),
        (Bonus(1), "eve", "x", "no student 'eve' is known"),
        (Override("test_x", 1), "alice", "x", "small has no test 'test_x'; there is: test_a, test_b"),
        (Override("test_a", 6.5), "alice", "x", "test_a gives 0 to 6 points, not 6.5"),
        (Override("test_a", -1), "alice", "x", "test_a gives 0 to 6 points, not -1"),
        (Override("test_a", float("nan")), "alice", "x", "test_a gives 0 to 6 points, not nan"),
        (Bonus(float("inf")), "alice", "x", "inf is no number of points"),
        (Extend(days=10**7), "alice", "x", "10000000 days are no extension"),
        (Extend(until=datetime.max.replace(tzinfo=UTC)), "alice", "x", "9999-12-31 is too far away"),
        (TestRule("test_x", "drop"), "", "x", "small has no test 'test_x'"),
    ],
)
def test_what_cannot_be_decided_is_said(
    with_policy: WithPolicy, store: Store, what: What, login: str, why: str, says: str
) -> None:
    course = with_policy()
    graded(store, "alice", "d1", 2)
    with pytest.raises(GradebookError, match=says):
        Gradebook(course, store).decide(what, why=why, login=login)
    assert Gradebook(course, store).decisions() == []


def test_an_accommodation_holds_in_every_assignment(with_policy: WithPolicy, store: Store) -> None:
    course = with_policy(DUE)
    graded(store, "alice", "d1", 6, THEN + DAY)
    shutil.copytree(course.reference_folder, course.reference_folder.with_name("other"))
    shutil.copytree(course.tests_folder, course.tests_folder.with_name("other"))
    Gradebook(load_assignment(course.course, "other"), store).decide(Extend(days=1), why="x", login="alice", every=True)
    assert points(course, store) == {"alice": 10}


@pytest.mark.parametrize(("counts", "expected", "number"), [("latest", 6, 2), ("best", 8, 1)])
def test_only_the_first_attempts_can_count(
    with_policy: WithPolicy, store: Store, counts: str, expected: float, number: int
) -> None:
    course = with_policy("attempts = 2", submissions=f'\n[submissions]\ncounts = "{counts}"\n')
    for n, got in enumerate((4, 2, 6)):
        graded(store, "alice", f"d{n}", got, THEN + n * DAY)
    (entry,) = Gradebook(course, store).entries()
    assert entry.points == expected
    assert entry.received == THEN + (number - 1) * DAY
    assert entry.problems == (f"3 submissions, and 2 may count: number {number} does",)


def test_who_stays_within_the_attempts_is_as_without_them(with_policy: WithPolicy, store: Store) -> None:
    course = with_policy("attempts = 2")
    graded(store, "alice", "d1", 2, THEN)
    graded(store, "alice", "d2", 6, THEN + DAY)
    (entry,) = Gradebook(course, store).entries()
    assert (entry.points, entry.problems) == (10, ())


def test_the_best_is_what_gives_most_in_the_end(with_policy: WithPolicy, store: Store) -> None:
    """Also of earlier runs, and with what lateness costs."""
    course = with_policy(
        "due = 2026-10-01T12:00:00Z\nlate_percent = 50", submissions='\n[submissions]\ncounts = "best"\n'
    )
    graded(store, "alice", "d1", 5, THEN)
    graded(store, "alice", "d2", 6, THEN + DAY)
    (entry,) = Gradebook(course, store).entries()
    assert (entry.points, entry.digest) == (9, "d1")


def test_a_submission_that_cannot_count_is_not_the_one_that_is_graded(with_policy: WithPolicy, store: Store) -> None:
    course = with_policy("attempts = 2")
    handed_in = []
    for n in range(3):
        path = course.course / "in" / str(n) / "small.py"
        path.parent.mkdir(parents=True)
        path.write_text(f"{REFERENCE}\n# {n}\n", encoding="utf-8")
        handed_in.append(HandedIn("alice", path.parent, received=THEN + n * DAY))
    plan = make_plan(course, handed_in, None, store, begun(store), reusable={})
    assert [work.handed_in.received for work in plan.work] == [THEN + DAY]
    (entry,) = Gradebook(course, store).entries()
    assert (entry.status, entry.received) == ("not graded", THEN + DAY)
    assert entry.problems == ("3 submissions, and 2 may count: number 2 does",)


@pytest.mark.parametrize(
    ("decided", "left"),
    [([], 1), ([Excuse()], 2), ([Slip(2)], 1), ([Slip(0)], 2), ([Extend(days=2)], 2)],
)
def test_what_is_left_of_the_courses_slip_days(tmp_path: Path, store: Store, decided: list[What], left: int) -> None:
    """One who is excused spends none."""
    first, later = two_assignments(tmp_path / "course", slip_days=3)
    graded(store, "alice", "d1", 6, THEN + 2 * DAY)
    for what in decided:
        Gradebook(first, store).decide(what, why="x", login="alice")
    hand_in_later(store, THEN + 19 * DAY)
    (entry,) = Gradebook(later, store).entries()
    assert entry.slip_days == left


def two_assignments(root: Path, slip_days: int) -> tuple[Assignment, Assignment]:
    """small, due on the first of October, and later, due on the tenth; so many slip days in all, two in each."""
    policy = "\n[policy]\ndue = 2026-10-{:02}T12:00:00Z\nlate_percent = 10\nslip_days = 2\n"
    for slug, day in (("later", 10), (SLUG, 1)):
        course = write_course(root, settings=SETTINGS + policy.format(day))
        if slug != SLUG:
            shutil.copytree(course.reference_folder, root / "reference" / slug)
            shutil.copytree(course.tests_folder, root / "tests" / "assignments" / slug)
    (root / "course.toml").write_text(f"slip_days = {slip_days}\n", encoding="utf-8")
    return load_assignment(root, SLUG), load_assignment(root, "later")


def hand_in_later(store: Store, received: datetime) -> None:
    run = begun(store)
    number = store.note_handed_in(
        run, "later", owner="alice", digest="d2", name="a", origin="a", received=received, logins=["alice"]
    )
    store.note_standing(run, "later", handed_in_id=number, digest="d2", logins=["alice"], attempt_id=1)


def test_slip_days_of_the_course_are_used_up_in_order(tmp_path: Path, store: Store) -> None:
    """Three days in all: two go into the first assignment, one is left for the second."""
    first, later = two_assignments(tmp_path / "course", slip_days=3)
    graded(store, "alice", "d1", 6, THEN + 2 * DAY)
    hand_in_later(store, THEN + 11 * DAY)
    (entry,) = Gradebook(first, store).entries()
    assert (entry.days_late, entry.slip_days, entry.points) == (2, 2, 10)
    (entry,) = Gradebook(later, store).entries()
    assert (entry.days_late, entry.slip_days, entry.points) == (2, 1, 9)
    (later.course / "course.toml").unlink()
    (entry,) = Gradebook(later, store).entries()
    assert entry.slip_days == 2


@pytest.mark.parametrize(
    ("text", "says"), [("slip_days = -1", "slip_days"), ("slip = 1", "slip"), ("[", "not valid TOML")]
)
def test_a_course_file_that_is_wrong_is_named(with_policy: WithPolicy, store: Store, text: str, says: str) -> None:
    course = with_policy(DUE + "slip_days = 1")
    graded(store, "alice", "d1", 6)
    (course.course / "course.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=f"course.toml: .*{says}"):
        Gradebook(course, store).entries()


def test_released_for_all_and_held_for_one(with_policy: WithPolicy, store: Store) -> None:
    course = with_policy()
    graded(store, "alice", "d1", 6)
    graded(store, "bob", "d2", 6)
    book = Gradebook(course, store)
    book.decide(Release(True), why="done")
    book.decide(Release(False), why="appeal", login="bob")
    assert {one.student.login: one.released for one in book.entries()} == {"alice": True, "bob": False}
    book.decide(Comment("well done"), why="a comment", login="bob")
    assert book.entry("bob").comments == ("well done",)
    with pytest.raises(GradebookError, match="no student 'eve' in small"):
        book.entry("eve")


@pytest.mark.parametrize("place", ["end", "middle"])
def test_a_rule_is_no_reason_to_grade_again(tmp_path: Path, place: str) -> None:
    before = write_course(tmp_path / "a").digest()
    policy = f"[policy]\n{DUE}\n"
    head, tail = SETTINGS.split("\n[limits]", 1)
    settings = f"{SETTINGS}\n{policy}" if place == "end" else f"{head}\n{policy}\n[limits]{tail}"
    course = write_course(tmp_path / "b", settings=settings)
    assert course.settings.policy.late_percent == 10
    assert course.digest() == before
    changed = settings.replace("late_percent = 10", "late_percent = 20")
    assert write_course(tmp_path / "c", settings=changed).digest() == before
    assert (
        write_course(tmp_path / "d", settings=settings.replace("[limits]", "[limits]\nopen_files = 99")).digest()
        != before
    )
