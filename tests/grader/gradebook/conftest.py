"""A course with rules, on a store of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_course import SETTINGS, write_course

from grader.course import Assignment
from grader.gradebook import Gradebook
from grader.store import Store, open_store

QUESTIONS = """
[[question]]
title = "Why?"
points = 4
text = "Why does it double?"
rubric = [{ points = 1, what = "says that" }, { points = 3, what = "says why" }]

[[question]]
title = "How?"
points = 6
text = "How does it?"
model_answer = "Slowly."
rubric = [{ points = 6, what = "says how" }]
"""

WithPolicy = Callable[..., Assignment]


@pytest.fixture
def with_policy(tmp_path: Path) -> WithPolicy:
    """A course whose assignment has these rules, and written questions if that is wanted."""

    def make(policy: str = "", *, questions: bool = False, submissions: str = "") -> Assignment:
        settings = SETTINGS + (f"\n[policy]\n{policy}\n" if policy else "") + submissions
        course = write_course(tmp_path / "course", settings=settings)
        if questions:
            (course.reference_folder / "questions.toml").write_text(QUESTIONS, encoding="utf-8")
            course = write_course(tmp_path / "course", settings=settings)
        return course

    return make


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    kept = open_store(tmp_path / "course")
    yield kept
    kept.close()


def points_of(assignment: Assignment, store: Store) -> dict[str, float | None]:
    return {one.student.login: one.points for one in Gradebook(assignment, store).entries()}
