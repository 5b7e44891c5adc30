"""A dataset as arrays, from what already lies on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.data import idx
from grader.data.cache import cache_root, candidates, own_folder, read_verified
from grader.data.catalogue import Entry, find
from grader.data.source import RawFile
from grader.errors import DataError


@dataclass(frozen=True)
class Dataset:
    """All examples of a dataset, the published training set first; the arrays are read-only."""

    name: str
    images: NDArray[np.uint8]
    """(N, height, width)"""
    labels: NDArray[np.uint8]
    """(N,)"""
    train_size: int
    """how many of the examples, from the first on, are the published training set"""


def load(name: str, *, cache: Path | None = None) -> Dataset:
    """Read a dataset from the cache, else from the folder in GRADER_DATA; never from a network.

    Every file is verified by its sha256. DataError says what is missing or damaged and what to do.
    """
    entry = find(name)
    parts = {role: _read(entry, raw, cache) for role, raw in entry.files.items()}
    images = [idx.parse(parts[f"{half}-images"], dimensions=3, name=f"{half} images") for half in ("train", "test")]
    labels = [idx.parse(parts[f"{half}-labels"], dimensions=1, name=f"{half} labels") for half in ("train", "test")]
    pooled_images, pooled_labels = np.concatenate(images), np.concatenate(labels)
    if len(pooled_images) != len(pooled_labels):
        raise DataError(f"{name}: {len(pooled_images)} images, but {len(pooled_labels)} labels")
    pooled_images.setflags(write=False)
    pooled_labels.setflags(write=False)
    return Dataset(name, pooled_images, pooled_labels, len(images[0]))


def _read(entry: Entry, raw: RawFile, cache: Path | None) -> bytes:
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
