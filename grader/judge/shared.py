"""Shared runs: a training run that several tests ask about happens once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.judge.place import bench_of


def shared_run(function: Callable[..., Any]) -> Any:
    """A fixture whose body runs once for a submission; each test that asks for it continues from there.

    The body may use `submission`, `reference`, `rng`, `dataset` and `probes`. In the sandbox its process stays as it
    was at the end of the body, and each test works in a fork of it, so that handles stay valid.
    """

    @pytest.fixture(scope="module", name=function.__name__)
    def fixture(request: pytest.FixtureRequest) -> Any:
        return bench_of(request).shared(function)

    return fixture
