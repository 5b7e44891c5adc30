"""Run something again whenever a file of a folder is saved."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

_SUFFIXES = {".py", ".ipynb", ".toml"}
_LOOK_SECONDS = 0.25  # an editor writes in several steps, and nobody waits for less
_HIDDEN = ("__pycache__", "node_modules", "site-packages", ".")

Stamps = dict[Path, tuple[int, int]]


def watch(folder: Path, run: Callable[[], object], pause: Callable[[float], None] = time.sleep) -> None:
    """Call `run` at once, and after each change in `folder`, until KeyboardInterrupt.

    A change that is made while `run` runs is followed by another run.
    """
    while True:
        before = stamps(folder)
        run()
        while stamps(folder) == before:
            pause(_LOOK_SECONDS)
        settled: Stamps = {}
        while settled != (settled := stamps(folder)):
            pause(_LOOK_SECONDS / 5)


def stamps(folder: Path) -> Stamps:
    """When each file that matters was changed (ns), and its size (bytes); polled, which works on any file system."""
    found: Stamps = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
        for path in (Path(where, name) for name in names if Path(name).suffix in _SUFFIXES):
            try:
                state = path.stat()
            except OSError:
                continue  # gone again: an editor's temporary file
            if not path.name.startswith(_HIDDEN):
                found[path] = (state.st_mtime_ns, state.st_size)
    return found
