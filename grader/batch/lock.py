"""One batch of an assignment at a time: two would grade the same, and unpack into the same folders."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.course import Assignment
from grader.errors import GraderError


@contextmanager
def only_one(assignment: Assignment) -> Iterator[Path]:
    """The folder to unpack into, for as long as nobody else on this machine may run a batch of the assignment.

    GraderError when somebody does, or where there cannot be written.
    """
    folder = assignment.course / ".grader" / "collected" / assignment.slug
    lock = assignment.course / ".grader" / "locks" / assignment.slug
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
