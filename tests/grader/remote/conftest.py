"""The same test in two places: `place` is this process, then the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from places import InProcess, Place, Sandboxed, started

from grader.sandbox.forkserver import ForkServer


@pytest.fixture(scope="session")
def numpy_server() -> Iterator[ForkServer]:
    yield from started(("numpy", "msgspec", "parso"))


@pytest.fixture
def sandboxed(numpy_server: ForkServer) -> Iterator[Sandboxed]:
    place = Sandboxed(numpy_server)
    yield place
    place.close()


@pytest.fixture(params=["in-process", "sandbox"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "in-process":
        return InProcess(tmp_path)
    found: Sandboxed = request.getfixturevalue("sandboxed")
    return found
