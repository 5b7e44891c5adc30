"""Fork servers for the tests of this room, one per isolation tier that this machine can do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from real_parts import missing
from sandbox_talk import MODULES

from grader.course import Limits
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.isolation import TIERS, Isolation
from grader.sandbox.tiers import detect


def possible_isolations() -> list[Isolation]:
    found = [detect(at_most=tier) for tier in TIERS]
    return [isolation for tier, isolation in zip(TIERS, found, strict=True) if isolation.tier == tier]


@pytest.fixture(scope="session", params=possible_isolations(), ids=lambda isolation: isolation.tier)
def server(request: pytest.FixtureRequest) -> Iterator[ForkServer]:
    """In every tier: nothing may depend on the strongest one."""
    with ForkServer(payload="payload", config=b"numpy", modules=MODULES, isolation=request.param) as started:
        yield started


@pytest.fixture(scope="session")
def strong_server() -> Iterator[ForkServer]:
    """With namespaces."""
    isolation = detect()
    if not isolation.namespaces:
        missing(f"no namespaces here: {isolation.missing}")
    with ForkServer(payload="payload", config=b"numpy", modules=MODULES, isolation=isolation) as started:
        yield started


@pytest.fixture
def limits() -> Limits:
    return Limits(import_seconds=3.0, memory_mb=512, processes=16, disk_mb=16)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of the grader's that a student must not be able to read."""
    path = tmp_path / "answers.txt"
    path.write_text("42", encoding="utf-8")
    return path
