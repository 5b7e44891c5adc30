"""What cannot be written is said before anything is graded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from grader.errors import GraderError


def make_room(*, files: Sequence[Path] = (), folders: Sequence[Path] = ()) -> None:
    """Make the folders, and those of the files, and try to write into each; nothing stays and no file is changed.

    GraderError for the first that cannot be written.
    """
    for path in (*folders, *files):
        try:
            if path in folders:
                path.mkdir(parents=True, exist_ok=True)
                _try_file(path / f".{os.getpid()}")
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                _try_file(path)
        except OSError as error:
            raise GraderError(f"{path}: cannot be written: {error.strerror}") from error


def _try_file(path: Path) -> None:
    there = path.exists()
    if there and not (path.is_file() or path.is_dir()):
        return  # a pipe or a terminal is written to once
    path.open("ab").close()
    if not there:
        path.resolve().unlink()
