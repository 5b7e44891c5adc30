"""One batch of an assignment at a time: two would grade the same, and unpack into the same folders."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
            who = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            said = f"a batch of {assignment.slug} is running already (process {who})"
            raise GraderError(f"{said}: wait until it is done, and give this command again") from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield folder
    finally:
        os.close(descriptor)


def running(assignment: Assignment) -> int:
    """The process that runs a batch of the assignment on this machine; 0 for none. Asked by another process."""
    with suppress(OSError):
        descriptor = os.open(_lock(assignment), os.O_RDWR | os.O_CLOEXEC)
        try:
            wish = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            kind, *_, process = struct.unpack(_FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, wish))
            return int(process) if kind != fcntl.F_UNLCK else 0
        finally:
            os.close(descriptor)
    return 0


def _lock(assignment: Assignment) -> Path:
    return assignment.course / ".grader" / "locks" / assignment.slug
