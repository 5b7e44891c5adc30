"""Datasets by name: fetched, verified by sha256, kept in a shared cache, loaded as arrays, split in secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazily import lazily

if TYPE_CHECKING:
    from grader.data.arrays import Dataset, load
    from grader.data.cache import cache_root
    from grader.data.distortion import secret_distortion, slight_distortion
    from grader.data.fetching import fetch
    from grader.data.listing import Listing, available
    from grader.data.pretrained import Weights, weights
    from grader.data.splits import Keeper, Split, keep_splits, secret_split

__all__ = [
    "Dataset",
    "Keeper",
    "Listing",
    "Split",
    "Weights",
    "available",
    "cache_root",
    "fetch",
    "keep_splits",
    "load",
    "secret_distortion",
    "secret_split",
    "slight_distortion",
    "weights",
]

__getattr__ = lazily(
    __name__,
    {
        **dict.fromkeys(("Dataset", "load"), "arrays"),
        "cache_root": "cache",
        **dict.fromkeys(("secret_distortion", "slight_distortion"), "distortion"),
        "fetch": "fetching",
        **dict.fromkeys(("Listing", "available"), "listing"),
        **dict.fromkeys(("Weights", "weights"), "pretrained"),
        **dict.fromkeys(("Keeper", "Split", "keep_splits", "secret_split"), "splits"),
    },
)
