"""The graders that assignments come from, in an environment of their own: `make .venv/peers.done` makes it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Tool = Callable[..., None]
PEERS = Path(sys.prefix) / "peers"


@pytest.fixture(scope="session")
def tool() -> Tool:
    """Runs a command of theirs in a folder."""
    programs = PEERS / "bin"
    if not (programs / "nbgrader").exists():
        pytest.fail(f"nbgrader and otter-grader are not in {PEERS}: run make .venv/peers.done")

    def run(folder: Path, *command: str) -> None:
        own = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(folder)}
        done = subprocess.run(
            [str(programs / command[0]), *command[1:]],
            cwd=folder,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    return run


@pytest.fixture(scope="session")
def example_of_nbgrader() -> Path:
    """The sources that `nbgrader quickstart` copies: 20 s go into the configuration that it writes beside them."""
    (found,) = PEERS.glob("lib/python*/site-packages/nbgrader/docs/source/user_guide/source")
    return found
