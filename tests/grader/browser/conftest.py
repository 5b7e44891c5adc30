"""One browser for the folder, and the pages that it looks at, written once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from browser.looking import Looking, Windows, chromium, watched
from browser.made_pages import written


@pytest.fixture(scope="package")
def windows() -> Iterator[Windows]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="package")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return written(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def look(windows: Windows) -> Iterator[Looking]:
    with watched(windows) as looking:
        yield looking


@pytest.fixture
def unwatched(windows: Windows) -> Iterator[Looking]:
    """Opens pages that are meant to misbehave."""
    with ExitStack() as stack:
        yield Looking(windows, stack, spoils=True)
