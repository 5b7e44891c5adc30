"""The page of a class, made again and again: what it keeps of attempts is never what another one was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from served import serving
from small_course import SETTINGS, write_course
from stored import add, begun, hand_in, judgement

from grader.course import Assignment
from grader.gradebook import Gradebook
from grader.judge.job import Judgement
from grader.serve.pages import ClassPages
from grader.serve.progress import Progress
from grader.store import Store, open_store

FAILED = "<td role=cell class=f>"
DONE = Progress(False, "Done.", 1.0, "", "1")


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    return write_course(tmp_path / "course", settings=SETTINGS)


@pytest.fixture
def store(course: Assignment) -> Iterator[Store]:
    kept = open_store(course.course)
    yield kept
    kept.close()


@pytest.fixture
def pages() -> ClassPages:
    return ClassPages("form", "dora")


def of(found: Judgement, test: str = "test_a", *, title: str = "A", edition: str = "e" * 64) -> Judgement:
    """With its first test called so."""
    first, *others = found.grade.tests
    tests = (msgspec.structs.replace(first, id=test, title=title), *others)
    grade = msgspec.structs.replace(found.grade, tests=tests, assignment_digest=edition)
    return Judgement(grade, found.specs, found.cpu_seconds, found.notebook, found.source)


def keep(store: Store, login: str, found: Judgement) -> None:
    run = begun(store)
    add(store, run, found)
    hand_in(store, run, login, found.grade.submission_digest)
    store.end_run(run)


def test_the_number_of_a_forgotten_attempt_is_anothers_later(
    course: Assignment, store: Store, pages: ClassPages
) -> None:
    keep(store, "alice", judgement("d1", 6))
    keep(store, "zoe", judgement("d2", 0, "failed"))
    assert FAILED in pages.of_class(Gradebook(course, store), DONE)
    before = [one.attempt.id for one in store.current("small") if one.attempt is not None]
    store.forget("zoe")
    keep(store, "yuri", judgement("d3", 6))
    after = [one.attempt.id for one in store.current("small") if one.attempt is not None]
    assert before == after
    assert FAILED not in pages.of_class(Gradebook(course, store), DONE)


def test_a_test_is_called_as_it_is_in_the_attempts_that_are_left(
    course: Assignment, store: Store, pages: ClassPages
) -> None:
    keep(store, "alice", of(judgement("d1", 6), title="As it was called"))
    keep(store, "bob", of(judgement("d2", 6), title="As it is called", edition="f" * 64))
    assert "As it was called" in pages.of_class(Gradebook(course, store), DONE)
    store.forget("alice")
    page = pages.of_class(Gradebook(course, store), DONE)
    assert "As it is called" in page
    assert "As it was called" not in page


def test_what_no_longer_counts_is_not_kept(course: Assignment, store: Store, pages: ClassPages) -> None:
    for n in range(5):
        keep(store, "alice", judgement(f"d{n}", n))
        pages.of_class(Gradebook(course, store), DONE)
    assert len(pages._known["small"]) == 1


def test_a_parameter_may_have_a_slash_in_its_name(course: Assignment, store: Store) -> None:
    keep(store, "alice", of(judgement("d1", 6), "test_a[x/../y?z]"))
    with serving(course.course) as served:
        assert '<a href="tests/test_a%5Bx%2F..%2Fy%3Fz%5D">' in served.get("small/index.html").text
        assert "test_a[x/../y?z]" in served.get("small/tests/test_a%5Bx%2F..%2Fy%3Fz%5D").text
        fields = {"kind": "drop", "why": "ambiguous"}
        assert served.post("small/tests/test_a%5Bx%2F..%2Fy%3Fz%5D", fields).status_code == 303


def test_a_broken_assignment_leaves_the_others(course: Assignment, store: Store) -> None:
    keep(store, "alice", judgement("d1", 6))
    other = course.course / "reference" / "other"
    other.mkdir()
    (other / "assignment.toml").write_text("][", encoding="utf-8")
    with serving(course.course) as served:
        page = served.get().text
        assert '<a href="small/index.html">A small assignment</a>' in page
        assert '<a href="other/index.html">other</a>' in page
        assert "assignment.toml: not valid TOML" in page
        assert served.get("other/index.html").status_code == 500
        answer = served.get("other/events")
        assert (answer.status_code, "not valid TOML" in answer.text) == (404, True)
        assert served.errors.read_text(encoding="utf-8") == ""
