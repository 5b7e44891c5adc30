"""Where datasets lie on this machine, and what of them is sound."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from grader.data.entry import Entry
from grader.data.source import Progress, RawFile
from grader.errors import DataError

CHUNK = 1 << 20


def cache_root(override: Path | None = None) -> Path:
    """The folder shared by all courses of this user: `override`, or dlgrader/ in the XDG cache folder."""
    if override is not None:
        return override
    xdg = os.environ.get("XDG_CACHE_HOME", "")
    # the XDG specification says that a relative path is to be ignored
    base = Path(xdg) if Path(xdg).is_absolute() else Path.home() / ".cache"
    return base / "dlgrader"


def own_folder() -> Path | None:
    """The folder in which the user keeps datasets of their own, from the environment's GRADER_DATA."""
    value = os.environ.get("GRADER_DATA", "")
    return Path(value).expanduser() if value else None


def candidates(entry: Entry, raw: RawFile, folder: Path) -> tuple[Path, ...]:
    """Where in the user's own folder a raw file may lie, plain or gzipped."""
    return tuple(folder / place / name for place in entry.folders for name in (raw.name, f"{raw.name}.gz"))


def read_verified(path: Path, raw: RawFile) -> bytes | None:
    """The raw bytes of a file, unpacked when its name ends in .gz; None unless size and sha256 are right."""
    try:
        with _opened(path) as stream:
            content = stream.read(raw.size + 1)
    except (OSError, EOFError, zlib.error):
        return None
    if len(content) != raw.size or hashlib.sha256(content).hexdigest() != raw.sha256:
        return None
    return content


def is_sound(path: Path, raw: RawFile) -> bool:
    """Whether the plain file at `path` has the right size and sha256; reads it piece by piece."""
    try:
        if path.stat().st_size != raw.size:
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == raw.sha256
    except OSError:
        return False


@contextmanager
def locked(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of a dataset's cache folder; calls `waiting` once when another process has it.

    The kernel frees the lock when its holder dies, however it dies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def cache_folder(name: str, cache: Path | None, progress: Progress) -> Iterator[Path]:
    """A dataset's cache folder, locked; DataError in words where it cannot be used."""
    home = cache_root(cache) / name
    try:
        with locked(home, waiting=lambda: progress("another process, which is fetching", 0, None)):
            yield home
    except OSError as error:
        raise DataError(f"{name}: the cache folder {home} cannot be used: {error.strerror or error}") from error


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")
