from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Assignment, Limits, Part, Settings


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """An assignment whose file is mlp.py, with 20 KiB for a submission."""
    settings = Settings("A title", "mlp.py", (Part("All", 1),), ("f",), limits=Limits(submission_mb=20 / 1024))
    return Assignment("some", tmp_path / "course", settings)
