"""Bring a dataset into the cache: sources in order, verified, atomic, one process at a time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.data.cache import cache_folder, candidates, is_sound, own_folder, read_verified
from grader.data.catalogue import find
from grader.data.entry import Entry, Made
from grader.data.making import make
from grader.data.source import Progress, RawFile, Source, SourceFailed
from grader.errors import DataError


def fetch(
    name: str,
    *,
    progress: Progress,
    cache: Path | None = None,
    sources: Sequence[Source] | None = None,
) -> Path:
    """Make sure that the dataset is in the cache and sound; returns its folder there.

    Tries the folder in GRADER_DATA, then `sources` (the catalogue's, unless given). DataError says in one line
    what failed on each of them. Safe to interrupt, and to run in two processes at once.
    What is to be made on this machine is made, of what is there or can be had.
    """
    found = find(name)
    if isinstance(found, Made):
        return make(found, progress=progress, cache=cache)
    return fetch_entry(found, progress=progress, cache=cache, sources=sources)


def fetch_entry(entry: Entry, *, progress: Progress, cache: Path | None, sources: Sequence[Source] | None) -> Path:
    """`fetch`, for an entry that need not be in the catalogue."""
    with cache_folder(entry.name, cache, progress) as home:
        _fill(entry, home, entry.sources if sources is None else sources, progress)
    return home


def _fill(entry: Entry, home: Path, sources: Sequence[Source], progress: Progress) -> None:
    missing = _unsound(entry.files.values(), home)
    if not missing:
        return
    staging = home / ".unfinished"
    staging.mkdir(exist_ok=True)
    failures = []
    folder = own_folder()
    own = (OwnFolder(entry, folder), *entry.own_sources(folder)) if folder else ()
    for source in (*own, *sources):
        try:
            source.deliver(missing, staging, progress)
        except SourceFailed as reason:
            failures.append(f"{source.label}: {reason}")
        failures += _accept(missing, staging, home, source.label)
        missing = _unsound(missing, home)
        if not missing:
            break
    if missing:
        raise DataError(
            f"{entry.name} cannot be had. " + "; ".join(failures) + ". "
            f"Connect to a network, or put the files {', '.join(raw.name for raw in missing)} "
            "(plain or .gz) into a folder and name it in the environment variable GRADER_DATA"
        )
    shutil.rmtree(staging)


def _unsound(files: Iterable[RawFile], home: Path) -> list[RawFile]:
    return [raw for raw in files if not is_sound(home / raw.name, raw)]


def _accept(wanted: Sequence[RawFile], staging: Path, home: Path, label: str) -> list[str]:
    """Move what was delivered and verifies into the cache; remove the rest and say so."""
    refused = []
    for raw in wanted:
        delivered = staging / raw.name
        if is_sound(delivered, raw):
            with delivered.open("rb") as stream:
                os.fsync(stream.fileno())
            delivered.replace(home / raw.name)
        elif delivered.exists():
            delivered.unlink()
            refused.append(f"{label}: {raw.name} does not have the expected sha256")
    return refused


class OwnFolder:
    """The user's own folder as a source: its sound files are copied."""

    def __init__(self, entry: Entry, folder: Path) -> None:
        self._entry = entry
        self._folder = folder

    @property
    def label(self) -> str:
        return f"GRADER_DATA ({self._folder})"

    def deliver(self, wanted: Sequence[RawFile], folder: Path, progress: Progress) -> None:
        absent = []
        total, done = sum(raw.size for raw in wanted), 0
        for raw in wanted:
            places = candidates(self._entry, raw, self._folder)
            content = next((found for place in places if (found := read_verified(place, raw)) is not None), None)
            if content is None:
                absent.append(raw.name)
                continue
            (folder / raw.name).write_bytes(content)
            done += raw.size
            progress(self.label, done, total)
        if absent:
            raise SourceFailed(f"no sound {', '.join(absent)} there")
