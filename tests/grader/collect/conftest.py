from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from classes import Collect

from grader.collect import Collected
from grader.course import Assignment, Limits, Part, Settings


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """An assignment whose file is mlp.py, with 20 KiB for a submission."""
    settings = Settings("A title", "mlp.py", (Part("All", 1),), ("f",), limits=Limits(submission_mb=20 / 1024))
    return Assignment("ps1", tmp_path / "course", settings)


@pytest.fixture
def collected(assignment: Assignment, tmp_path: Path) -> Callable[..., Collected]:
    """What is collected at paths; all that is said of it can be printed, and each path can be read."""
    return Collect(assignment, tmp_path / "into")
