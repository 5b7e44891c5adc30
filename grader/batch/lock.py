"""One batch of an assignment at a time: two would grade the same, and unpack into the same folders."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from grader.course import Assignment
from grader.errors import GraderError

_FLOCK = "hhqqi4x"  # struct flock of 64-bit Linux: l_type, l_whence, l_start, l_len, l_pid


@contextmanager
def only_one(assignment: Assignment) -> Iterator[Path]:
    """The folder to unpack into, for as long as nobody else on this machine may run a batch of the assignment.

    GraderError when somebody does, or where there cannot be written.
    """
    folder = assignment.course / ".grader" / "collected" / assignment.slug
    lock = _lock(assignment)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.parent.mkdir(exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise GraderError(f"{error.filename} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # which no fork inherits
        except (BlockingIOError, PermissionError) as error:
            who, _, _ = _written(descriptor).partition(" ")
            said = f"a batch of {assignment.slug} is running already (process {who})"
            raise GraderError(f"{said}: wait until it is done, and give this command again") from error
        written = os.pwrite(descriptor, f"{os.getpid()} {datetime.now(UTC).isoformat()}".encode(), 0)
        os.ftruncate(descriptor, written)
        yield folder
    finally:
        os.close(descriptor)


def running(assignment: Assignment) -> datetime | None:
    """Since when a batch of the assignment runs on this machine; None where none does. Asked by another process."""
    with suppress(OSError, ValueError):  # without a lock there is none; what has it may not have written yet
        descriptor = os.open(_lock(assignment), os.O_RDWR | os.O_CLOEXEC)
        try:
            wish = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            kind, *_ = struct.unpack(_FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, wish))
            if kind != fcntl.F_UNLCK:
                return datetime.fromisoformat(_written(descriptor).partition(" ")[2])
        finally:
            os.close(descriptor)
    return None


def _written(descriptor: int) -> str:
    """The process that has the lock, and since when."""
    return os.pread(descriptor, 80, 0).decode("ascii", "replace").strip()


def _lock(assignment: Assignment) -> Path:
    return assignment.course / ".grader" / "locks" / assignment.slug
