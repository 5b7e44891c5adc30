"""A course and its store, empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exported import a_class, course

from grader.course import Assignment
from grader.gradebook import Gradebook
from grader.store import Store, open_store


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return course(tmp_path)


@pytest.fixture
def store(assignment: Assignment) -> Iterator[Store]:
    found = open_store(assignment.course, "")
    yield found
    found.close()


@pytest.fixture
def book(assignment: Assignment, store: Store) -> Gradebook:
    return a_class(assignment, store)
