"""Classes of students on a disk, as learning systems leave them, and what is collected there."""

from __future__ import annotations

import io
import tarfile
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader import submission
from grader.collect import Collected, HandedIn, collect
from grader.course import Assignment

ALICE, BOB, CAROL = b"def f(x):\n    return 'alice'\n", b"def f(x):\n    return 'bob'\n", b"f = 'carol'\n"


@dataclass(frozen=True)
class Collect:
    assignment: Assignment
    into: Path

    def __call__(self, *paths: Path, received: Mapping[str, datetime] | None = None) -> Collected:
        found = collect(paths, self.assignment, into=self.into, received=received)
        said = [text for one in found.handed_in for text in (one.owner, one.origin, *one.aliases)]
        assert all(text and text.isprintable() for text in (*found.problems, *said))
        for one in found.handed_in:
            submission.read(one.path, self.assignment)
            assert one.received is None or one.received.tzinfo is not None
        return found

    def source(self, one: HandedIn) -> bytes:
        """What is graded of it."""
        return submission.read(one.path, self.assignment).files.get("mlp.py", b"")


def by_owner(found: Collected) -> dict[str, HandedIn]:
    assert len({one.owner for one in found.handed_in}) == len(found.handed_in)
    return {one.owner: one for one in found.handed_in}


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


Members = Mapping[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]]


def zipped(members: Members) -> bytes:
    pairs = members.items() if isinstance(members, Mapping) else members
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", compression=zipfile.ZIP_DEFLATED) as made:
        warnings.simplefilter("ignore")  # a name twice
        for name, content in pairs:
            made.writestr(name, content)
    return stream.getvalue()


def tarred(members: Mapping[str, bytes] | Iterable[tuple[str | tarfile.TarInfo, bytes]], mode: str = "w:gz") -> bytes:
    pairs = members.items() if isinstance(members, Mapping) else members
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as made:  # type: ignore[call-overload]
        for name, content in pairs:
            header = tarfile.TarInfo(name) if isinstance(name, str) else name
            header.size = len(content)
            made.addfile(header, io.BytesIO(content))
    return stream.getvalue()
