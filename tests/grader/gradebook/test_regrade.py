"""A test that was wrong: what would change is seen first, attempts stay, and nobody loses unless that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_course import HIDDEN, REFERENCE, write_course

from grader.batch import Batch, LocalPool
from grader.collect import HandedIn
from grader.course import Assignment
from grader.errors import GradebookError
from grader.gradebook import Gradebook
from grader.gradebook.decisions import TestRule
from grader.gradebook.regrade import changes, run_again
from grader.store import Store

WithPolicy = Callable[..., Assignment]
SUMS_WRONGLY = REFERENCE.replace("return float(double(x).sum())", "return float(double(x).sum()) + 1")
# A test that is itself wrong: it takes what is a half too much for right.
TOO_KIND = HIDDEN.replace(
    'check_close(submission.total(x), 2 * x.sum(), name="total")',
    'check_close(submission.total(x), 2 * x.sum() + 1, name="total")',
)


class Silent:
    def planned(self, *_: object) -> None: ...
    def started(self, *_: object) -> None: ...
    def outcome(self, *_: object) -> None: ...
    def done(self, *_: object) -> None: ...


@pytest.fixture
def handed_in(tmp_path: Path) -> list[HandedIn]:
    found = []
    for login, source in (("alice", REFERENCE), ("bob", SUMS_WRONGLY), ("copy", REFERENCE)):
        path = tmp_path / "in" / login / "small.py"
        path.parent.mkdir(parents=True)
        path.write_text(source, encoding="utf-8")
        found.append(HandedIn(login, path.parent))
    return found


def points(book: Gradebook) -> dict[str, float | None]:
    return {one.student.login: one.points for one in book.entries()}


def graded(course: Assignment, store: Store, handed_in: list[HandedIn]) -> Gradebook:
    Batch(course, store, LocalPool(course, slots=2), Silent()).run(handed_in)
    return Gradebook(course, store)


def test_who_would_gain_is_seen_before_anything_changes(
    with_policy: WithPolicy, store: Store, handed_in: list[HandedIn]
) -> None:
    book = graded(with_policy(), store, handed_in)
    before = points(book)
    assert before["bob"] is not None
    assert before["bob"] < 10
    wanted = [book.proposed(TestRule("test_total", "full"), why="wrong")]
    assert [(one.before.student.login, one.gain) for one in changes(book, wanted)] == [("bob", 3)]
    assert points(book) == before
    book.decide(wanted[0].what, why="wrong")
    assert points(book) == before | {"bob": before["bob"] + 3}
    book.decide(TestRule("test_total", "none"), why="it was right")
    assert points(book) == before


def test_a_test_that_was_put_right_is_run_alone(tmp_path: Path, store: Store, handed_in: list[HandedIn]) -> None:
    """Nobody's attempt is changed; who gained by the wrong test keeps that, unless it is asked to be taken."""
    assert TOO_KIND != HIDDEN
    wrong = write_course(tmp_path / "course", hidden=TOO_KIND)
    book = graded(wrong, store, handed_in)
    before = points(book)
    right = write_course(tmp_path / "course")
    book = Gradebook(right, store)
    again = run_again(book, "test_total", handed_in, why="the test was wrong")
    assert again.problems == []
    assert {(one.login, one.what.points) for one in again.decisions} == {("alice", 3), ("bob", 0), ("copy", 3)}  # type: ignore[union-attr]  # reruns
    gains = {one.before.student.login: one.gain for one in changes(book, again.decisions)}
    assert gains == {"alice": 3, "copy": 3}
    lowering = run_again(book, "test_total", handed_in, why="the test was wrong", may_lower=True)
    assert {one.before.student.login: one.gain for one in changes(book, lowering.decisions)} == gains | {"bob": -3}
    assert points(book) == before
    attempts = [one.attempt for one in book.entries()]
    for one in again.decisions:
        book.decide(one.what, why=one.why, login=one.login)
    assert points(book) == {login: (had or 0) + gains.get(login, 0) for login, had in before.items()}
    assert [one.attempt for one in book.entries()] == attempts


def test_a_test_that_is_run_once_more_takes_nothing_back(
    tmp_path: Path, store: Store, handed_in: list[HandedIn]
) -> None:
    book = graded(write_course(tmp_path / "course", hidden=TOO_KIND), store, handed_in)
    first = run_again(Gradebook(write_course(tmp_path / "course"), store), "test_total", handed_in, why="x")
    book.keep(first.decisions)
    before = points(book)
    worse = write_course(tmp_path / "course", hidden=TOO_KIND)
    second = run_again(Gradebook(worse, store), "test_total", handed_in, why="x")
    assert {one.login for one in second.decisions} == {"bob"}
    book.keep(second.decisions)
    assert points(book) == before


def test_what_is_not_there_any_more_is_said(with_policy: WithPolicy, store: Store, handed_in: list[HandedIn]) -> None:
    book = graded(with_policy(), store, handed_in)
    (handed_in[1].path / "small.py").write_text("changed", encoding="utf-8")
    again = run_again(book, "test_total", [*handed_in[1:], HandedIn("gone", Path("/nowhere"))], why="x")
    assert sorted(one.login for one in again.decisions) == ["alice", "copy"]  # by the copy, which is the same
    assert [one.split(":")[0] for one in again.problems] == ["gone", "bob"]
    with pytest.raises(GradebookError, match="small has no test 'test_x'"):
        run_again(book, "test_x", handed_in, why="x")
