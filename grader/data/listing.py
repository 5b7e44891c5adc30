"""Which datasets are known, and which of them are on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.data.cache import cache_root, candidates, is_sound, own_folder, read_verified
from grader.data.catalogue import DATASETS, Entry

State = Literal["cached", "own folder", "incomplete", "absent"]


@dataclass(frozen=True)
class Listing:
    """One dataset for `grader data list`; `size` is the bytes of its raw files."""

    name: str
    title: str
    state: State
    where: Path
    size: int
    sources: tuple[str, ...]


def available(*, cache: Path | None = None) -> tuple[Listing, ...]:
    """Every known dataset; "cached" and "own folder" mean that all its files are there and verified."""
    return tuple(_listed(entry, cache) for entry in DATASETS.values())


def _listed(entry: Entry, cache: Path | None) -> Listing:
    where = cache_root(cache) / entry.name
    sound = [is_sound(where / raw.name, raw) for raw in entry.files.values()]
    folder = own_folder()
    state: State
    if all(sound):
        state = "cached"
    elif folder is not None and _in_own_folder(entry, folder):
        state, where = "own folder", folder
    else:
        state = "incomplete" if any(sound) else "absent"
    sources = tuple(source.label for source in entry.sources)
    return Listing(entry.name, entry.title, state, where, entry.size, sources)


def _in_own_folder(entry: Entry, folder: Path) -> bool:
    return all(
        any(read_verified(path, raw) is not None for path in candidates(entry, raw, folder))
        for raw in entry.files.values()
    )
