"""A small course, and the repository's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Assignment, load_assignment

REPOSITORY = Path(__file__).parents[3]

SETTINGS = """
title = "A title"
file = "mlp.py"
functions = ["f"]

[[parts]]
name = "The | first"
points = 60

[[parts]]
name = "Second"
points = 2.5

[limits]
test = "10x"
training = 90
"""
REFERENCE = '''"""A reference."""


def f(x):
    """Write f."""
    ### BEGIN SOLUTION
    return x + 41
    ### END SOLUTION
'''


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    course = tmp_path / "course"
    reference, tests = course / "reference" / "some", course / "tests" / "assignments" / "some"
    reference.mkdir(parents=True)
    tests.mkdir(parents=True)
    (reference / "assignment.toml").write_text(SETTINGS)
    (reference / "mlp.py").write_text(REFERENCE)
    (reference / "README.md").write_text("# A title\n\nWrite f.\n")
    (tests / "test_public.py").write_text("def test_f(submission):\n    assert submission.f(1) > 1\n")
    (tests / "test_hidden.py").write_text("def test_secret(submission):\n    assert submission.f(1) == 42\n")
    return load_assignment(course, "some")


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY
