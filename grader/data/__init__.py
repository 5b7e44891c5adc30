"""Datasets by name: fetched, verified by sha256, kept in a shared cache, loaded as arrays, split in secret."""

from grader.data.arrays import Dataset, load
from grader.data.cache import cache_root
from grader.data.distortion import secret_distortion, slight_distortion
from grader.data.fetching import fetch
from grader.data.listing import Listing, available
from grader.data.splits import Keeper, Split, keep_splits, secret_split
from grader.data.weights import Weights, weights

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
