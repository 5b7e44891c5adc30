"""A file is written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path, PurePosixPath


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Put `content` at `path` in one step, with `mode` as the umask leaves it; what stood there is replaced.

    OSError when it cannot be written; then what stood there is still there.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(mode & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """It can only be read by setting it."""
    found = os.umask(0o077)
    os.umask(found)
    return found


class OwnFiles:
    """What one command writes into a folder. What it wrote there before and does not write again is deleted.

    So a page of somebody who is held back, or gone, does not stay. The names are kept in `folder`/.grader-`kind`.json;
    other files are not touched. Methods raise OSError.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder, self._list = folder, folder / f".grader-{kind}.json"
        self._written: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, content: bytes) -> Path:
        """`name`: relative, with slashes."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        self._written.add(name)
        return path

    def finish(self) -> None:
        """All is written: delete what was not, and note the names."""
        for name in self._before() - self._written:
            path = self._folder / name
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # not empty
                if path.parent != self._folder:
                    path.parent.rmdir()
        write_whole(self._list, json.dumps(sorted(self._written)).encode())

    def _before(self) -> set[str]:
        try:
            told = json.loads(self._list.read_bytes())
        except (OSError, ValueError):
            return set()
        names = {name for name in told if isinstance(name, str)} if isinstance(told, list) else set()
        return {
            name for name in names if not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts
        }
