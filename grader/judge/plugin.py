"""The pytest plugin: the fixtures of a test file, and an Outcome for every test.

Loaded in every pytest run where dlgrader is installed; it does nothing until a test asks for one of its fixtures.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from grader.judge.place import BENCH, bench_of

if TYPE_CHECKING:
    from grader.data import Dataset
    from grader.judge.bench import Probes


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "points(number, part, of, needs, training, excuses, feedback): see grader.judge.points"
    )


@pytest.fixture
def submission(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The submission's module: call its functions as if they were here."""
    from grader.errors import CourseError
    from grader.judge.marks import spec_of
    from grader.judge.shared import shared_runs_of

    shared = shared_runs_of(request)
    if len(shared) > 1:
        names = ", ".join(function.__name__ for function in shared)
        raise CourseError(f"{request.node.name}: a test can go on from one shared run, not from {names}")
    assert isinstance(request.node, pytest.Item)
    with bench_of(request).session(spec_of(request.node), shared[0] if shared else None) as session:
        yield session.module


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> ModuleType:
    """The reference solution, a plain module of the trusted process."""
    return bench_of(request).reference()


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A random generator of this test's own; in grading its seed is secret, and the same for a whole class."""
    from grader.judge.seeds import generator

    return generator(bench_of(request).seed(request.node.name))


@pytest.fixture
def dataset(request: pytest.FixtureRequest) -> Callable[[str], Dataset]:
    """Datasets by name: `dataset("mnist")`. One that is not there makes the test `not_run`."""
    return bench_of(request).dataset


@pytest.fixture
def probes(request: pytest.FixtureRequest, submission: Any) -> Probes:
    """The functions of probes.py, run next to the student's code."""
    from grader.remote.handles import session_of

    return bench_of(request).probes(session_of(submission))


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """How a fixture ended is noted, or pytest does not tear it down: it notes an Exception, and these are none."""
    from grader.judge.bench import NotRun
    from grader.remote.outcomes import HarnessOutcome

    try:
        return (yield)
    except (HarnessOutcome, NotRun) as ended:
        key = fixturedef.cache_key(request)  # type: ignore[arg-type]  # the hook is given a SubRequest
        fixturedef.cached_result = (None, key, (ended, ended.__traceback__))
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In a plain run, a test whose data is not there is a skip that says so; grading has a status of its own."""
    report = yield
    if call.excinfo is not None and BENCH not in item.config.stash:
        from grader.judge.bench import NotRun

        if isinstance(call.excinfo.value, NotRun):
            report.outcome = "skipped"
            report.longrepr = (str(item.path), 0, f"not run: {call.excinfo.value}")
    return report
