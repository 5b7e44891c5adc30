"""One warm fork server for every test that grades, and the real assignment with its data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from real_parts import missing, needed
from small_course import Grader

from grader import data
from grader.course import Assignment, load_assignment
from grader.errors import DataError
from grader.judge.grading import WORKER, WORKER_NEEDS, WORKER_ROOMS
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.tiers import detect


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--attacks",
        choices=("quick", "sample", "all"),
        default="quick",
        help="which attacks to run: one a family, more, all",
    )
    parser.addoption("--attack-tiers", default="ABCDE", help="the tiers in which attacks are run, of those that can be")
    parser.addoption("--frames", type=int, default=10_000, help="how many random frames the wire's readers are given")


@pytest.fixture(scope="session")
def graded() -> Iterator[Grader]:
    config = msgspec.msgpack.encode(["numpy"])
    with ForkServer(
        payload=WORKER, rooms=WORKER_ROOMS, distributions=WORKER_NEEDS, config=config, isolation=detect()
    ) as server:
        yield Grader(server)


@pytest.fixture(scope="session")
def mlp_numpy() -> Assignment:
    return with_its_data("mlp_numpy")


@pytest.fixture(scope="session")
def cnn() -> Assignment:
    needed("torch")
    return with_its_data("cnn")


def with_its_data(slug: str) -> Assignment:
    """An assignment of this repository: in CI a dataset that cannot be had is a failure, not a skip."""
    found = load_assignment(Path(__file__).parents[2], slug)
    try:
        for name in found.settings.datasets:
            data.fetch(name, progress=lambda _source, _done, _total: None)
    except DataError as error:
        missing(str(error))
    return found
