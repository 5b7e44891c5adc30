"""Which sets of hashes have how many in common, without looking at each pair of sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.similar.prints import Hashes


class Index:
    """From each hash to the sets that have it."""

    def __init__(self, sets: Sequence[Hashes]) -> None:
        """`sets`: of each, the hashes, each once."""
        self._sizes = np.array([len(one) for one in sets], np.int64)
        everything = np.concatenate([np.empty(0, np.uint64), *sets])
        _, numbers, counts = np.unique(everything, return_inverse=True, return_counts=True)
        owners = np.repeat(np.arange(len(sets)), self._sizes)
        # by hash, and within a hash by set
        order = np.argsort(numbers, kind="stable")
        self._owners = owners[order].astype(np.int32)
        self._starts = np.concatenate([[0], np.cumsum(counts)])
        self._sets = np.split(numbers, np.cumsum(self._sizes)[:-1])
        self._alone = counts == 1

    def alike(self, least: float) -> Iterator[tuple[int, int]]:
        """Pairs of sets, left before right, that share a part `least` of both: 2 |A ∩ B| / (|A| + |B|)."""
        return self._sharing(least, lambda left: (self._sizes[left] + self._sizes) / 2)

    def within(self, least: float) -> Iterator[tuple[int, int]]:
        """Pairs of sets, left before right, that share a part `least` of the smaller one."""
        return self._sharing(least, lambda left: np.minimum(self._sizes[left], self._sizes))

    def _sharing(self, least: float, size: Callable[[int], NDArray[Any]]) -> Iterator[tuple[int, int]]:
        for left, hashes in enumerate(self._sets):
            shared = hashes[~self._alone[hashes]]
            if not len(shared):
                continue
            holders = np.concatenate([self._owners[self._starts[one] : self._starts[one + 1]] for one in shared])
            common = np.bincount(holders[holders > left], minlength=len(self._sizes))
            for right in np.flatnonzero((common > 0) & (common >= least * size(left))):
                yield left, int(right)
