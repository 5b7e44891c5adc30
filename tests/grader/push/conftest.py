"""A small course with a graded class, and the Canvas that its grades go to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_canvas import TOKEN, FakeCanvas, running
from small_course import write_course

from grader.course import Assignment


@pytest.fixture
def canvas(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCanvas]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as one:
        monkeypatch.setenv("CANVAS_API_TOKEN", TOKEN)
        monkeypatch.setenv("CANVAS_API_URL", one.url)
        yield one


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    return write_course(tmp_path / "course")
