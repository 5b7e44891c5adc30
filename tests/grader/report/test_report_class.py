"""The pages of a class: what counts and why is on them, and what is held back has no page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from small_course import SETTINGS, write_course
from stored import add, begun, hand_in, judgement

from grader.cli import report
from grader.course import load_assignment
from grader.errors import GradebookError
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Bonus, Comment, Extend, Override, Release, TestRule
from grader.gradebook.rubric import pseudonym
from grader.judge.seeds import pseudonym_key
from grader.people import Student
from grader.report.file_names import folder_of
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
    assert {path.name for path in (tmp_path / "out" / "instructor").iterdir()} >= {
        "alice.html",
        f"{folder_of('../bob<b>')}.html",
    }
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert 'href="instructor/alice.html"' in index
    assert "<b>" not in index


def test_who_is_held_back_again_has_no_page_any_more(book: Gradebook, tmp_path: Path) -> None:
    book.decide(Release(True), why="done")
    write_class(book, tmp_path / "out")
    assert (tmp_path / "out" / "students" / "alice.html").exists()
    book.decide(Release(False), why="an appeal", login="alice")
    write_class(book, tmp_path / "out")
    assert not [path for path in (tmp_path / "out" / "students").iterdir() if path.name.startswith("alice")]
    assert (tmp_path / "out" / "instructor" / "alice.html").exists()


def test_nobody_learns_whose_file_theirs_equals(book: Gradebook, tmp_path: Path) -> None:
    """The attempt is that of the first who handed it in."""
    hand_in(book.store, begun(book.store), "carol", "d1", NOON)
    book.decide(Release(True), why="done")
    write_class(book, tmp_path / "out")
    page = (tmp_path / "out" / "students" / "carol.html").read_text(encoding="utf-8")
    assert "carol" in page
    assert "alice" not in page


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
    assert "the pages of 2 students" in done.output
    assert "2 of them have no page of their own yet: grader release-grades small" in done.output


def test_only_those_who_are_named_have_pages_and_the_page_of_the_class_has_all(book: Gradebook, tmp_path: Path) -> None:
    book.decide(Release(True), why="done")
    write_class(book, tmp_path / "out")
    done = write_class(book, tmp_path / "out", only=["alice"])
    pages = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.html")}
    own = {f"{folder}/alice{what}.html" for folder in ("instructor", "students") for what in ("", "-notebook")}
    assert pages == {"index.html", *own}
    index = done.index.read_text(encoding="utf-8")
    assert index.count("instructor/alice.html") > 0
    assert index.count(".html") == index.count("instructor/alice.html")
    assert "../bob&lt;b&gt;" in index
    with pytest.raises(GradebookError, match="no student 'eve' in small"):
        write_class(book, tmp_path / "out", only=["eve"])


def test_only_the_page_of_the_class_has_a_script(book: Gradebook, tmp_path: Path) -> None:
    book.decide(Release(True), why="done")
    write_class(book, tmp_path / "out")
    scripts = {
        path.parent.name: path.read_text(encoding="utf-8").count("<script")
        for path in (tmp_path / "out").rglob("*.html")
        if "notebook" not in path.name
    }
    assert scripts == {"out": 1, "students": 0, "instructor": 0}


def test_who_is_on_the_roster_and_has_handed_in_nothing_is_on_the_page(book: Gradebook, tmp_path: Path) -> None:
    run = begun(book.store)
    book.store.note_people([Student("cy", "Cy <i>Conti</i>"), Student("alice"), Student("../bob<b>")], roster_of=run)
    done = write_class(book, tmp_path / "out")
    index = done.index.read_text(encoding="utf-8")
    assert done.pages == 2
    assert "<strong>1</strong> Missing" in index
    assert "Cy &lt;i&gt;Conti" in index
    assert 'href="instructor/cy' not in index


def test_a_test_that_was_dropped_says_so(book: Gradebook, tmp_path: Path) -> None:
    for how in ("drop", "none"):
        book.decide(TestRule("test_a", how), why="it was wrong")
        index = write_class(book, tmp_path / "out").index.read_text(encoding="utf-8")
        assert ("by a decision it does not count" in index) == (how == "drop")


def test_a_leaderboard_is_asked_for_by_the_policy_and_grades_nothing_again(book: Gradebook) -> None:
    before, path = book.assignment.digest(), book.assignment.reference_folder / "assignment.toml"
    path.write_text(path.read_text(encoding="utf-8") + "leaderboard = true\n", encoding="utf-8")
    asked = load_assignment(book.assignment.course, "small")
    assert (book.assignment.settings.policy.leaderboard, asked.settings.policy.leaderboard) == (False, True)
    assert asked.digest() == before


def test_the_leaderboard_has_other_names_than_blind_grading(book: Gradebook, tmp_path: Path) -> None:
    evidence = {"accuracy": {"value": 0.957, "full": 0.96, "zero": 0.94}}
    found = judgement("d3", 3)
    tests = tuple(msgspec.structs.replace(test, evidence=evidence) for test in found.grade.tests)
    grade = msgspec.structs.replace(found.grade, tests=tests)
    run = begun(book.store)
    add(book.store, run, replace(found, grade=grade))
    hand_in(book.store, run, "dora", "d3")
    policy = msgspec.structs.replace(book.assignment.settings.policy, leaderboard=True)
    settings = msgspec.structs.replace(book.assignment.settings, policy=policy)
    asked = Gradebook(msgspec.structs.replace(book.assignment, settings=settings), book.store)
    index = write_class(asked, tmp_path / "out").index.read_text(encoding="utf-8")
    key = pseudonym_key(book.assignment.course)
    assert f"<code>{pseudonym(key, 'leaderboard dora')}</code>" in index
    assert pseudonym(key, "dora") not in index
    assert "<code>" not in write_class(book, tmp_path / "out").index.read_text(encoding="utf-8").split('id="find"')[0]
