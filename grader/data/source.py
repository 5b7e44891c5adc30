"""What every source of raw files has in common: it delivers files into a folder, or says why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Progress = Callable[[str, int, int | None], None]
"""Called with the source's label, the bytes done so far, and the bytes in all (None while unknown)."""


@dataclass(frozen=True)
class RawFile:
    """One file of a dataset as it lies in the cache; `size` in bytes."""

    name: str
    sha256: str
    size: int


class SourceFailed(Exception):
    """This source cannot deliver; the text says why, in words for the user."""


class Source(Protocol):
    """A place from which raw files can be had."""

    @property
    def label(self) -> str:
        """Names the source in messages and on the progress bar."""

    def deliver(self, wanted: Sequence[RawFile], folder: Path, progress: Progress) -> None:
        """Put the wanted files into `folder` under their own names, or as many as can be had.

        What is delivered is verified by the caller. Raises SourceFailed when not all of them could be had.
        `folder` may hold unfinished files of an earlier attempt, which a source may continue.
        """
