"""Folders of ours, named after what is in them: made once, and made anew where they were not finished."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from grader.collect.looking import shown
from grader.errors import SubmissionError
from grader.submission.disk import OPEN, Refused, in_words, kind

_COMPLETE = ".json"
_PIECE = 1 << 16


class Content(Protocol):
    """What is copied; Refused where it cannot be read."""

    def read(self, size: int, /) -> bytes: ...


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """A regular file, for reading; Refused for anything else."""
    try:
        descriptor = os.open(path, OPEN)
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror}") from error
    with open(descriptor, "rb") as stream:  # noqa: PTH123  (a descriptor, not a path)
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise Refused(f"is {kind(mode)}")
        yield stream


def made(folder: Path, make: Callable[[Path], list[str]]) -> tuple[str, ...]:
    """What `make` says of the folder that it fills, now or in an earlier run that came to its end.

    SubmissionError where there cannot be written.
    """
    complete = folder.with_name(f"{folder.name}{_COMPLETE}")
    said = _said(complete)
    if said is not None and folder.is_dir():
        return said
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            said = tuple(make(folder))
        except Refused:
            shutil.rmtree(folder)
            raise
        half = complete.with_suffix(".half")
        half.write_text(json.dumps(said), encoding="utf-8")
        half.replace(complete)
    except OSError as error:
        raise SubmissionError(f"{shown(folder.parent)} cannot be written to: {error.strerror}") from error
    return said


def _said(complete: Path) -> tuple[str, ...] | None:
    try:
        told = json.loads(complete.read_bytes())
    except (OSError, ValueError):
        return None
    return tuple(map(str, told)) if isinstance(told, list) else None


def copy(content: Content, target: Path, claimed: int) -> None:
    """Writes a new file, piece by piece. Refused, and nothing is left, for content that has not the size claimed."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        stream = target.open("xb")
    except OSError as error:
        raise Refused(f"is left out: it cannot be written: {error.strerror}") from error
    written = 0
    try:
        with stream:
            while written <= claimed and (piece := content.read(_PIECE)):
                written += len(piece)
                stream.write(piece)
        if written != claimed:
            raise Refused("is left out: it has not the size that was said")
    except Refused:
        target.unlink()
        raise


def put_together(files: Mapping[str, Path], into: Path, largest: int) -> tuple[Path, tuple[str, ...]]:
    """A folder below `into` with copies of files, under names of their own, and what is said of those left out."""
    total = hashlib.sha256()
    problems, sizes = [], {}
    for name, path in sorted(files.items()):
        try:
            with opened(path) as stream:
                size = os.fstat(stream.fileno()).st_size
                if size > largest:
                    raise Refused(f"is left out: it has {in_words(size)}, and a file may have {in_words(largest)}")
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except Refused as reason:
            problems.append(f"{shown(name)} {reason}")
        else:
            sizes[name] = size
            total.update(f"{len(name.encode())} {name} {digest}\n".encode())

    def make(folder: Path) -> list[str]:
        said = []
        for name, size in sizes.items():
            try:
                with opened(files[name]) as stream:
                    copy(stream, folder / name, size)
            except Refused as reason:
                said.append(f"{shown(name)} {reason}")
        return said

    folder = into / total.hexdigest()[:32]
    return folder, (*problems, *made(folder, make))
