"""`grader check --watch`: the public tests again each time that a file of the folder is saved."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from grader.template_folder import template_folder

WATCHED = (".py", ".ipynb", ".toml")
PASSED_OVER = frozenset({"__pycache__", "node_modules", "site-packages"})
MOST = 2000  # files: who keeps more beside an assignment is not to wait for a look at each
INTERVAL = 0.2  # seconds between two looks

Saved = dict[str, tuple[int, int]]


def check_again_and_again(path: Path, arguments: Sequence[str]) -> None:
    """Run `grader check` with the arguments, and again whenever something is saved, until the user interrupts."""
    folder = template_folder(path)
    # a process for each run: nothing of what was imported before is left
    check = [sys.executable, "-P", "-m", "grader", "check", *arguments]
    try:
        while True:
            before = saved(folder)
            if sys.stdout.isatty():
                click.clear()
            subprocess.run(check, check=False)
            click.echo("waiting for a file to be saved; Ctrl-C ends it", err=True)
            while saved(folder) == before:
                time.sleep(INTERVAL)
    except KeyboardInterrupt:
        return


def saved(folder: Path) -> Saved:
    """Of each file that tests may depend on, when it was written and how large it is."""
    found: Saved = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in PASSED_OVER]
        for name in names:
            if name.endswith(WATCHED) and not name.startswith("."):
                path = os.path.join(place, name)  # noqa: PTH118 - of thousands of files a Path is slow
                try:
                    status = os.stat(path)  # noqa: PTH116
                except OSError:  # an editor that replaces it
                    continue
                found[path] = status.st_mtime_ns, status.st_size
        if len(found) > MOST:
            break
    return found
