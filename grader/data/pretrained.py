"""Weights to begin with, from what already lies on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.data.arrays import local_entry, read_local
from grader.data.cache import cache_root
from grader.errors import DataError


@dataclass(frozen=True)
class Weights:
    """A file that `torch.load` reads with weights_only."""

    path: Path
    made_of: str
    """what they were had or made from"""


def weights(name: str, *, cache: Path | None = None) -> Weights:
    """Verify the weights in the cache, and say where they are; DataError when they are not there or damaged."""
    entry = local_entry(name, cache)
    if "weights" not in entry.files:
        raise DataError(f"{name} is a dataset of examples, not weights of a network")
    raw = entry.files["weights"]
    read_local(entry, raw, cache)
    return Weights(cache_root(cache) / name / raw.name, entry.made_of)
