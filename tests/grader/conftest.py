"""One warm fork server for every test that grades."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from small_course import Grader

from grader.judge.grading import WORKER_NEEDS
from grader.sandbox.forkserver import ForkServer


@pytest.fixture(scope="session")
def graded() -> Iterator[Grader]:
    with ForkServer(distributions=WORKER_NEEDS, config=msgspec.msgpack.encode(["numpy"])) as server:
        yield Grader(server)
