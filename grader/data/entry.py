"""What a dataset is to this package: files with known checksums, wherever they come from.

Published datasets are known beforehand, by their sha256. Others are made on this machine, of what can be had: theirs
are written down when they are made, in a record beside them, with what they were made of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import msgspec

from grader.data.source import Progress, RawFile, Source

RECORD = "made.json"


def _nothing(_folder: Path) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class Entry:
    """A published dataset: its raw files by role, and its remote sources."""

    name: str
    title: str
    files: dict[str, RawFile]
    sources: tuple[Source, ...]
    folders: tuple[str, ...]
    """Where in GRADER_DATA the files may lie; "" is the folder itself."""
    classes: tuple[str, ...] = ()
    """the labels' names"""
    own_sources: Callable[[Path], tuple[Source, ...]] = _nothing
    """What else GRADER_DATA may hold that the files can be made from."""
    made_of: str = ""

    @property
    def size(self) -> int:
        """Bytes of all raw files."""
        return sum(raw.size for raw in self.files.values())


class Maker(Protocol):
    """A way to make a dataset's files on this machine."""

    @property
    def label(self) -> str:
        """Names in messages and in the record what the files are made of."""

    def fingerprint(self) -> str:
        """Changes when what it makes them of changes; "" when that does not happen."""

    def make(self, names: dict[str, str], folder: Path, cache: Path | None, progress: Progress) -> dict[str, Any]:
        """Write the files, role → name, into `folder`; returns what is to be known of them, as JSON has it.

        SourceFailed says why they cannot be made. `folder` may hold unfinished files of an earlier attempt.
        """


@dataclass(frozen=True)
class Made:
    """A dataset that is made on this machine, by the first of its makers that can."""

    name: str
    title: str
    names: dict[str, str]
    """role → file"""
    makers: tuple[Maker, ...]
    own: Callable[[Path], Maker | None]
    """The maker for what lies in GRADER_DATA, if anything does; it goes before all others."""
    classes: tuple[str, ...] = ()
    otherwise: str = "Connect to a network, or name a folder that holds it in the environment variable GRADER_DATA"
    """What to do where none of them can."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is written beside the files that were made."""

    made_of: str
    fingerprint: str
    files: dict[str, RawFile]
    facts: dict[str, Any] = {}
    passed_over: list[str] = []
    """why the makers before could not: a line each"""


def read_record(home: Path) -> Record | None:
    """The record in a cache folder; None when there is none that can be read."""
    try:
        return msgspec.json.decode((home / RECORD).read_bytes(), type=Record)
    except (OSError, msgspec.MsgspecError):
        return None


def made_entry(made: Made, home: Path) -> Entry:
    """What was made, as an entry like any other; without files where nothing was made yet."""
    record = read_record(home)
    files = record.files if record is not None and {*record.files} == {*made.names} else {}
    made_of = record.made_of if record is not None else ""
    return Entry(made.name, made.title, files, (), (), made.classes, made_of=made_of)
