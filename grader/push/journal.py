"""What has been posted, on the disk: below .grader/push/, whole after each success, by one command at a time."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from grader.course import Assignment
from grader.errors import PushError
from grader.writing import write_whole


class _Done(Struct, forbid_unknown_fields=True):
    grade: str
    """"" for a comment"""
    account: int
    moment: datetime


class _Journal(Struct, forbid_unknown_fields=True):
    """Where → login → digest of what was posted; of each student the last grade comes last."""

    version: int = 1
    posted: dict[str, dict[str, dict[str, _Done]]] = {}


class Journal:
    """Of one assignment, about one place that grades are posted to."""

    def __init__(self, path: Path, where: str) -> None:
        self._path, self._where = path, where
        self._content = _read(path)

    def has_comment(self, login: str, account: int, comment: str) -> bool:
        return self._digest(account, "comment", comment) in self._of(login)

    def last_grade(self, login: str, account: int) -> str:
        """ "" where none was posted."""
        done = [one.grade for one in self._of(login).values() if one.grade and one.account == account]
        return done[-1] if done else ""

    def note_comment(self, login: str, account: int, comment: str) -> None:
        self._note(login, self._digest(account, "comment", comment), _Done("", account, datetime.now(UTC)))

    def note_grade(self, login: str, account: int, grade: str) -> None:
        self._note(login, self._digest(account, "grade", grade), _Done(grade, account, datetime.now(UTC)))

    def _of(self, login: str) -> dict[str, _Done]:
        return self._content.posted.get(self._where, {}).get(login, {})

    def _note(self, login: str, digest: str, done: _Done) -> None:
        own = self._content.posted.setdefault(self._where, {}).setdefault(login, {})
        own.pop(digest, None)  # so that it comes last
        own[digest] = done
        try:
            write_whole(self._path, msgspec.json.format(msgspec.json.encode(self._content), indent=1))
        except OSError as error:
            raise PushError(f"{self._path} cannot be written: {error.strerror}") from error

    def _digest(self, account: int, kind: str, content: str) -> str:
        told = msgspec.json.encode([self._where, account, kind, content])
        return hashlib.sha256(told).hexdigest()


@contextmanager
def journal(assignment: Assignment, where: str) -> Iterator[Journal]:
    """The journal, for as long as nobody else on this machine may post grades of the assignment.

    PushError when somebody does, where there cannot be written, or what is there is no journal.
    """
    folder = assignment.course / ".grader" / "push"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignored = folder.parent / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="ascii")
        descriptor = os.open(folder / f"{assignment.slug}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise PushError(f"{error.filename} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise PushError(f"grades of {assignment.slug} are being posted already: wait until that is done") from error
        yield Journal(folder / f"{assignment.slug}.json", where)
    finally:
        os.close(descriptor)


def _read(path: Path) -> _Journal:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return _Journal()
    except OSError as error:
        raise PushError(f"{path} cannot be read: {error.strerror}") from error
    try:
        found = msgspec.json.decode(content, type=_Journal)
    except msgspec.DecodeError as error:
        raise PushError(
            f"{path} is no journal of what was posted ({error}): move it away, and see with --dry-run what is there"
        ) from error
    if found.version != 1:
        raise PushError(f"{path} was written by a newer version of the grader")
    return found
