"""A dataset as arrays, from what already lies on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.data import idx
from grader.data.cache import cache_root, candidates, own_folder, read_verified
from grader.data.catalogue import find
from grader.data.entry import Entry, made_entry
from grader.data.source import RawFile
from grader.errors import DataError

PARTS = ("train-images", "test-images", "train-labels", "test-labels")


@dataclass(frozen=True)
class Dataset:
    """All examples of a dataset, the published training set first; the arrays are read-only."""

    name: str
    images: NDArray[np.uint8]
    """(N, height, width), or (N, channels, height, width)"""
    labels: NDArray[np.uint8]
    """(N,)"""
    train_size: int
    """how many of the examples, from the first on, are the published training set"""
    classes: tuple[str, ...] = ()
    """the labels' names"""
    made_of: str = ""
    """where a dataset that several things can stand for came from; "" when there is but one of its name"""

    def only(self, classes: Sequence[str]) -> Dataset:
        """The examples of some classes, whose labels are then their places in `classes`."""
        label_of = np.full(256, len(classes), np.uint8)
        label_of[[self.classes.index(name) for name in classes]] = np.arange(len(classes))
        labels = label_of[self.labels]
        chosen = np.flatnonzero(labels < len(classes))
        images, labels = self.images[chosen], labels[chosen]
        images.setflags(write=False)
        labels.setflags(write=False)
        train_size = int(np.count_nonzero(chosen < self.train_size))
        return replace(self, images=images, labels=labels, train_size=train_size, classes=tuple(classes))


def load(name: str, *, cache: Path | None = None) -> Dataset:
    """Read a dataset from the cache, else from the folder in GRADER_DATA; never from a network.

    Every file is verified by its sha256. DataError says what is missing or damaged and what to do.
    """
    entry = local_entry(name, cache)
    if not {*PARTS} <= {*entry.files}:
        raise DataError(f"{name} is weights of a network, not a dataset of examples")
    parts = {role: read_local(entry, raw, cache) for role, raw in entry.files.items()}
    # the number of axes is in the fourth byte; what is no idx file is refused in any case
    axes = 4 if parts["train-images"][3:4] == b"\4" else 3
    images = [idx.parse(parts[f"{half}-images"], dimensions=axes, name=f"{half} images") for half in ("train", "test")]
    labels = [idx.parse(parts[f"{half}-labels"], dimensions=1, name=f"{half} labels") for half in ("train", "test")]
    pooled_images, pooled_labels = np.concatenate(images), np.concatenate(labels)
    if len(pooled_images) != len(pooled_labels):
        raise DataError(f"{name}: {len(pooled_images)} images, but {len(pooled_labels)} labels")
    pooled_images.setflags(write=False)
    pooled_labels.setflags(write=False)
    return Dataset(name, pooled_images, pooled_labels, len(images[0]), entry.classes, entry.made_of)


def local_entry(name: str, cache: Path | None) -> Entry:
    """What is known of a dataset's files on this machine; DataError when it is one that was not made yet."""
    found = find(name)
    if isinstance(found, Entry):
        return found
    home = cache_root(cache) / name
    entry = made_entry(found, home)
    if not entry.files:
        raise DataError(f"{name}: nothing was made in {home}; get it with: grader data fetch {name}")
    return entry


def read_local(entry: Entry, raw: RawFile, cache: Path | None) -> bytes:
    """The bytes of one of a dataset's files, verified."""
    places = [cache_root(cache) / entry.name / raw.name]
    folder = own_folder()
    if folder is not None:
        places += candidates(entry, raw, folder)
    for place in places:
        content = read_verified(place, raw)
        if content is not None:
            return content
    damaged = next((place for place in places if place.is_file()), None)
    if damaged is not None:
        problem = f"{damaged} is damaged or is another file (its sha256 is not the expected one)"
    else:
        problem = f"{raw.name} is not in {places[0].parent}"
        problem += f" nor in {folder}" if folder is not None else ""
    raise DataError(f"{entry.name}: {problem}; get it with: grader data fetch {entry.name}")
