"""The pages of a class: what counts and why is on them, and what is held back has no page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_course import SETTINGS, write_course
from stored import add, begun, hand_in, judgement

from grader.cli import report
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Bonus, Comment, Extend, Override, Release, TestRule
from grader.report.of_class import write_class
from grader.store import open_store

POLICY = "\n[policy]\ndue = 2026-03-01T12:00:00Z\nlate_percent = 10\n"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    course = write_course(tmp_path / "course", settings=SETTINGS + POLICY)
    store = open_store(course.course)
    run = begun(store)
    for digest, login, points in (("d1", "alice", 6), ("d2", "../bob<b>", 1)):
        add(store, run, judgement(digest, points))
        hand_in(store, run, login, digest, NOON.replace(day=3))
    yield Gradebook(course, store)
    store.close()


def test_who_is_not_released_has_no_page_of_their_own(book: Gradebook, tmp_path: Path) -> None:
    book.decide(Release(True), why="done", login="alice")
    done = write_class(book, tmp_path / "out")
    assert (done.pages, done.held_back) == (2, 1)
    assert sorted(path.name for path in (tmp_path / "out" / "students").iterdir()) == [
        "alice-notebook.html",
        "alice-notebook.ipynb",
        "alice.html",
    ]
    assert {path.name for path in (tmp_path / "out" / "instructor").iterdir()} > {"alice.html", "bob-b.html"}
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert 'href="instructor/alice.html"' in index
    assert "<b>" not in index


def test_every_step_to_the_score_is_on_the_page(book: Gradebook, tmp_path: Path) -> None:
    book.decide(Override("test_b", 3.5), why="an appeal", login="alice", who="the instructor")
    book.decide(Extend(days=1), why="was ill", login="alice")
    book.decide(TestRule("test_a", "drop"), why="it was <wrong>")
    book.decide(Comment("well <i>done</i>"), why="a comment", login="alice")
    book.decide(Bonus(1), why="not alice's", login="../bob<b>")
    book.decide(Release(True), why="done")
    write_class(book, tmp_path / "out")
    page, own = (
        (tmp_path / "out" / folder / "alice.html").read_text(encoding="utf-8") for folder in ("students", "instructor")
    )
    # the hidden tests of this grade are told by name only: ids are the instructor's
    for said in ("B, by a person", "−0.5", "1 day late: 10 % less", "well &lt;i&gt;done"):
        assert said in page, said
        assert said in own, said
    for reason in ("it was &lt;wrong&gt;", "an appeal", "was ill"):
        assert reason in own
        assert reason not in page
    assert "the instructor," in own
    assert "the instructor," not in page
    assert "not alice" not in page + own


def test_the_command_says_what_it_holds_back(book: Gradebook, tmp_path: Path) -> None:
    arguments = ["small", "--out", str(tmp_path / "out"), "--course", str(book.assignment.course)]
    done = CliRunner().invoke(report.command, arguments, catch_exceptions=False)
    assert "2 students" in done.output
    assert "2 of them have no page of their own yet: grader release-grades small" in done.output
