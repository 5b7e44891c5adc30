"""Which datasets are known, and which of them are on this machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from grader.data.cache import cache_root, candidates, is_sound, own_folder, read_verified
from grader.data.catalogue import DATASETS
from grader.data.entry import Entry, Made, made_entry, read_record

State = Literal["cached", "own folder", "incomplete", "absent"]


@dataclass(frozen=True)
class Listing:
    """One dataset for `grader data list`; `size` is the bytes of its raw files, 0 while there are none."""

    name: str
    title: str
    state: State
    where: Path
    size: int
    sources: tuple[str, ...]
    made_of: str = ""
    passed_over: tuple[str, ...] = ()
    """why it was not made of something that goes before"""
    accuracy: float | None = None
    """of weights that were built here: the share of the test images of their own task that they are right on"""


def available(*, cache: Path | None = None) -> tuple[Listing, ...]:
    """Every known dataset; "cached" and "own folder" mean that all its files are there and verified.

    Of a dataset that is to be made, "own folder" means that there is something to make it of.
    """
    return tuple(_listed(entry, cache) for entry in DATASETS.values())


def _listed(known: Entry | Made, cache: Path | None) -> Listing:
    where = cache_root(cache) / known.name
    entry = made_entry(known, where) if isinstance(known, Made) else known
    sound = [is_sound(where / raw.name, raw) for raw in entry.files.values()]
    folder = own_folder()
    state: State
    if sound and all(sound):
        state = "cached"
    elif folder is not None and _in_own_folder(known, folder):
        state, where = "own folder", folder
    else:
        state = "incomplete" if any(sound) else "absent"
    sources = tuple(source.label for source in (known.makers if isinstance(known, Made) else known.sources))
    record = read_record(cache_root(cache) / known.name) if isinstance(known, Made) and entry.files else None
    listing = Listing(known.name, known.title, state, where, entry.size, sources, entry.made_of)
    if record is None:
        return listing
    return replace(listing, passed_over=tuple(record.passed_over), accuracy=record.facts.get("test_accuracy"))


def _in_own_folder(known: Entry | Made, folder: Path) -> bool:
    if isinstance(known, Made):
        return known.own(folder) is not None
    return all(
        any(read_verified(path, raw) is not None for path in candidates(known, raw, folder))
        for raw in known.files.values()
    )
