"""Submissions without a gradebook: the page of a class, and the pages that a gradebook would give, by the same code."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from small_course import write_course
from stored import add, begun, hand_in, judgement
from test_report_pages import Page

from grader.course import Assignment
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Release
from grader.judge.audience import for_audience
from grader.judge.grade import Audience
from grader.judge.job import Judgement
from grader.report import write_submission
from grader.report.of_class import write_class
from grader.report.of_submissions import write_submissions
from grader.report.views import Code
from grader.store import open_store

NOTEBOOK = b'{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}'


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    return write_course(tmp_path / "course")


def of(name: str, points: float = 6, *, isolation: str = "A", notebook: bytes = b"") -> Judgement:
    found = judgement("d" * 64, points, "passed" if points == 6 else "failed")
    grade = msgspec.structs.replace(found.grade, submission=name, isolation=isolation)
    return Judgement(grade, found.specs, {}, notebook, found.source)


def written(course: Assignment, out: Path, *found: Judgement) -> dict[str, str]:
    write_submissions(course, found, out)
    return {path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in out.rglob("*.html")}


def test_each_submission_has_a_page_for_the_instructor_and_the_one_that_its_student_would_get(
    course: Assignment, tmp_path: Path
) -> None:
    pages = written(course, tmp_path / "out", of("sample", 2), of("SAMPLE"), of("../index"))
    names = ["SAMPLE-2.html", "sample.html", "submission-index.html"]
    assert sorted(pages) == [
        "index.html",
        *(f"instructor/{name}" for name in names),
        *(f"students/{name}" for name in names),
    ]
    links = {str(link["href"]) for link in Page(pages["index.html"]).tags("a")}
    assert links >= {f"instructor/{name}" for name in names}
    own = {str(link.get("href")) for link in Page(pages["instructor/sample.html"]).tags("a")}
    assert own >= {"../index.html", "../students/sample.html"}
    assert "../" not in pages["students/sample.html"]


def test_what_students_would_get_is_told_by_the_feedback_policy(course: Assignment, tmp_path: Path) -> None:
    """Of the tests of this grade only the names are told."""
    pages = written(course, tmp_path / "out", of("sample", 2))
    assert "\N{SNOWMAN}" in pages["instructor/sample.html"]
    assert "\N{SNOWMAN}" not in pages["students/sample.html"]


def test_the_page_of_all_speaks_of_submissions_and_of_nothing_that_a_gradebook_knows(
    course: Assignment, tmp_path: Path
) -> None:
    index = Page(written(course, tmp_path / "out", of("one", 2), of("two"))["index.html"]).text
    for said in ("2 submissions", "Points as the tests gave them.", "the median is 8", "1 of 2", "two 10 100 % graded"):
        assert said in index, said
    for said in ("tudent", "Missing", "Late", "released", "lateness"):
        assert said not in index, said


@pytest.mark.parametrize(("isolation", "warned"), [("E", True), ("D", False)])
def test_the_page_of_all_warns_of_a_grade_without_protection(
    course: Assignment, tmp_path: Path, isolation: str, warned: bool
) -> None:
    index = written(course, tmp_path / "out", of("one"), of("two", isolation=isolation))["index.html"]
    assert ("Warning: isolation E protects from accidents" in index) is warned


def test_no_submissions_make_a_page_that_says_so(course: Assignment, tmp_path: Path) -> None:
    assert "Nobody has handed in anything." in written(course, tmp_path / "out")["index.html"]


def without(html: str, *patterns: str) -> str:
    for pattern in patterns:
        html, count = re.subn(pattern, "", html, flags=re.DOTALL)
        assert count == 1, pattern
    return html


BY_A_GRADEBOOK = (r'<section class="card" aria-labelledby="account">.*?</section>\n',)
FOR_THE_INSTRUCTOR = (
    r'<nav class="crumbs">.*?</nav>',
    r'<p class="note"><a href="../students/alice.html">The page that the student is given</a></p>',
    r'<section class="card" aria-labelledby="past">.*?</section>\n',
    r"<div><dt>Conditions</dt>.*?</div>",
)


@pytest.mark.parametrize("audience", ["instructor", "student"])
def test_a_grade_has_the_same_page_with_and_without_a_gradebook_but_for_what_that_knows(
    course: Assignment, tmp_path: Path, audience: Audience
) -> None:
    found = of("alice", 2, notebook=NOTEBOOK)
    store = open_store(course.course)
    run = begun(store)
    add(store, run, found)
    hand_in(store, run, "alice", found.grade.submission_digest, datetime(2026, 3, 1, tzinfo=UTC))
    book = Gradebook(course, store)
    book.decide(Release(True), why="done")
    write_class(book, tmp_path / "class")
    store.close()
    told = for_audience(found.grade, audience, course.settings.feedback, found.specs)
    alone = write_submission(told, tmp_path / "alone", Code(found.source, NOTEBOOK, course.settings.file))
    folder = tmp_path / "class" / {"instructor": "instructor", "student": "students"}[audience]
    with_gradebook = (folder / "alice.html").read_text(encoding="utf-8")
    more = FOR_THE_INSTRUCTOR if audience == "instructor" else ()
    expected = without(with_gradebook, *BY_A_GRADEBOOK, *more).replace("alice-notebook", "index-notebook")
    assert lines(alone.read_text(encoding="utf-8")) == lines(expected)
    shown, shown_alone = folder / "alice-notebook.html", alone.with_name("index-notebook.html")
    renamed = shown.read_text(encoding="utf-8").replace('href="alice.html"', 'href="index.html"')
    assert shown_alone.read_text(encoding="utf-8") == renamed


def lines(html: str) -> list[str]:
    """Those that are not empty: what is left out leaves its line."""
    return [line for line in html.split("\n") if line]


def test_reports_without_a_gradebook_need_no_database() -> None:
    program = "import sys, grader.report.of_submissions; print([name for name in sys.modules if 'sqlalchemy' in name])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
