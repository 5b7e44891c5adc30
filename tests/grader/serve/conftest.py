"""A course with a store of grades that nobody had to grade, served."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from served import HOSTILE, Served, serving
from small_course import SETTINGS, write_course
from stored import add, begun, hand_in, judgement

from grader.course import Assignment
from grader.gradebook import Entry, Gradebook
from grader.judge.grade import Answer
from grader.store import open_store
from grader.store.database import DATABASE

QUESTIONS = """
[[question]]
title = "Why?"
points = 4
text = "Why does it double?"
rubric = [{ points = 1, what = "says that" }, { points = 3, what = "says why" }]
"""


def answer(text: str) -> Answer:
    return Answer(number=1, title="Why?", max_points=4, status="awaiting grading", text=text)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    folder = tmp_path_factory.mktemp("served") / "course"
    made = write_course(folder, settings=SETTINGS)
    (made.reference_folder / "questions.toml").write_text(QUESTIONS, encoding="utf-8")
    made = write_course(folder, settings=SETTINGS)
    store = open_store(made.course)
    run = begun(store)
    for digest, points, logins in (("d1", 6, ["alice"]), ("d2", 1, ["bob", "carol"]), ("d3", 0, [HOSTILE])):
        add(store, run, judgement(digest, points, answers=[answer(f"Because of {digest}.")]))
        hand_in(store, run, "+".join(logins), digest, logins=logins)
    store.end_run(run)
    store.close()
    return made


@pytest.fixture(scope="module")
def server(course: Assignment) -> Iterator[Served]:
    with serving(course.course, "--by", "dora") as found:
        yield found


@pytest.fixture
def served(server: Served, course: Assignment) -> Served:
    """With nothing decided yet."""
    with sqlite3.connect(course.course / ".grader" / DATABASE) as database:
        database.execute("DELETE FROM decision")
    return server


@pytest.fixture
def entry(course: Assignment) -> Iterator[Callable[[str], Entry]]:
    """Where a student stands, as another process finds it."""
    store = open_store(course.course)
    yield lambda login: Gradebook(course, store).entry(login)
    store.close()
