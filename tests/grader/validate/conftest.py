"""The proof of a small course, made once."""

from __future__ import annotations

import subprocess

import pytest
from small_course import write_course
from small_proof import GOOD, validate

from grader.course import Assignment


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assignment, subprocess.CompletedProcess[str]]:
    """The course, which nobody may change, and what its first `grader validate` said."""
    course = write_course(tmp_path_factory.mktemp("good"), files=GOOD)
    return course, validate(course.course)
