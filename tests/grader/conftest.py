"""One warm fork server for every test that grades, and the real assignment with its data."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator

import msgspec
import numpy.random
import numpy.testing
import pytest
from real_parts import fetched
from small_course import Grader

from grader.course import Assignment
from grader.judge import office
from grader.judge.grading import WORKER, WORKER_NEEDS, WORKER_ROOMS
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.tiers import detect

# Hundreds of warm judges are forked from the tests' processes: what each of them would import is there once for all.
_OF_EVERY_JUDGE = (office, numpy.random, numpy.testing)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--attacks",
        choices=("quick", "sample", "all"),
        default="quick",
        help="which attacks to run: one a family, more, all",
    )
    parser.addoption("--attack-tiers", default="ABCDE", help="the tiers in which attacks are run, of those that can be")
    parser.addoption("--frames", type=int, default=10_000, help="how many random frames the wire's readers are given")


def pytest_collection_finish() -> None:
    gc.freeze()  # thousands of tests, which neither we nor a judge that is forked from here need look through again


def pytest_configure() -> None:
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # begun in the background by a shell: so are all children
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def graded() -> Iterator[Grader]:
    config = msgspec.msgpack.encode(["numpy"])
    with ForkServer(
        payload=WORKER, rooms=WORKER_ROOMS, distributions=WORKER_NEEDS, config=config, isolation=detect()
    ) as server:
        yield Grader(server)


@pytest.fixture(scope="session")
def mlp_numpy() -> Assignment:
    """The assignment that tests of grading and of attacks use, with its dataset."""
    return fetched("mlp_numpy")
