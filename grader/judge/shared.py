"""Shared runs: a training run that several tests ask about happens once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.errors import CourseError
from grader.judge.place import bench_of


def shared_run(function: Callable[..., Any]) -> Any:
    """A fixture whose body runs once for a submission; each test that asks for it continues from there.

    The body may use `submission`, `reference`, `rng`, `dataset` and `probes`. In the sandbox its process stays as it
    was at the end of the body, and each test works in a fork of it, so that handles stay valid. Where that process is
    lost, through no fault of the test that goes on from it, the body runs once more.
    """

    # of each test, not of the module: the bench keeps what the run came to, and knows when it has to be made again
    @pytest.fixture(name=function.__name__)
    def fixture(request: pytest.FixtureRequest, submission: Any) -> Any:
        del submission  # which goes on from where the run ended
        if function not in shared_runs_of(request):
            raise CourseError(f"{function.__name__}: a shared run belongs in its tests' file, or is imported there")
        return bench_of(request).shared(function)

    fixture.shared_run = function  # type: ignore[attr-defined]  # pytest's object has no such field; shared_runs_of reads it
    return fixture


def shared_runs_of(request: pytest.FixtureRequest) -> list[Callable[..., Any]]:
    """The bodies of the shared runs that a test asks for; they stand in its file, or are imported there."""
    fixtures = (getattr(request.module, name, None) for name in request.fixturenames)
    return [run for fixture in fixtures if (run := getattr(fixture, "shared_run", None)) is not None]
