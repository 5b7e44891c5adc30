"""Which sources have more in common than what the template gives and what much of a class has written.

Runs of words that are in the template, or common in the class, count for nothing: neither as shared nor as a source's
own. The share of a source is that of its own words that are in runs which the other one has, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from grader.similar.index import Index
from grader.similar.linked import linked
from grader.similar.prints import Flags, Hashes, Print, fingerprint

Origin = Literal["class", "earlier", "known"]

SAME = 0.9  # of the chosen hashes of both: two sources so near to each other count as one where commonness is counted
HALF = 0.5  # of the threshold, by chosen hashes alone: a pair below it is not looked at


@dataclass(frozen=True)
class Source:
    """One submission, or a known solution, as it is compared."""

    owner: str
    """printable"""
    origin: Origin
    text: str
    """with line ends "\\n" """

    @cached_property
    def print(self) -> Print:
        return fingerprint(self.text)

    @property
    def label(self) -> str:
        return self.owner if self.origin == "class" else f"{self.owner} ({self.origin})"


@dataclass(frozen=True)
class Rules:
    """`threshold`: share from which on a pair is shown. `common`: share of a class that has written the same; what
    more of it has, and more than `few` submissions, counts for nothing. `least`: words that a pair must share.
    """

    threshold: float = 0.6
    common: float = 0.2
    few: int = 5
    least: int = 100


@dataclass(frozen=True)
class Pair:
    """Two sources, by their numbers, the share of each that is in the other, and how many words those are."""

    left: int
    right: int
    shares: tuple[float, float]
    shared: tuple[int, int]

    @property
    def height(self) -> float:
        """What a pair is shown by: a copy is within what was added to it, whichever of the two is longer."""
        return max(self.shares)


@dataclass(frozen=True)
class Comparison:
    sources: tuple[Source, ...]
    rules: Rules
    ignored: Hashes
    """hashes that count for nothing, sorted"""
    pairs: tuple[Pair, ...]
    """the highest first"""

    def own(self, number: int) -> Flags:
        """Of the words of a source, those that are its own and long enough in a row to be compared."""
        found = self.sources[number].print
        ignored = is_in(found.hashes, self.ignored)
        return found.covered(~ignored) & ~found.covered(ignored)

    def shared_hashes(self, left: int, right: int) -> Hashes:
        """The hashes that two sources have in common, sorted, without those that count for nothing."""
        common = np.intersect1d(self.sources[left].print.hashes, self.sources[right].print.hashes)
        return without(common, self.ignored)

    def common_to(self, left: int, right: int) -> tuple[Flags, Flags]:
        """Of the words of each of two sources, those that are in a run which both have."""
        shared = self.shared_hashes(left, right)
        one, other = self.sources[left].print, self.sources[right].print
        return one.covered(is_in(one.hashes, shared)), other.covered(is_in(other.hashes, shared))


def compare(
    sources: Sequence[Source],
    given: Sequence[str],
    rules: Rules | None = None,
    *,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Comparison:
    """Compare the sources of the class with each other and with all others; those of one owner are not compared.

    `given`: all code that students are given. `on_progress` is told how many sources are done.
    """
    rules = rules or Rules()
    free = np.unique(np.concatenate([np.empty(0, np.uint64), *(fingerprint(text).hashes for text in given)]))
    for done, source in enumerate(sources, 1):
        _ = source.print
        on_progress(done, len(sources))
    ignored = np.union1d(free, _common(sources, free, rules))
    comparison = Comparison(tuple(sources), rules, ignored, ())
    found = _pairs(comparison)
    ordered = sorted(found, key=lambda pair: (-pair.height, pair.left, pair.right))
    return Comparison(tuple(sources), rules, ignored, tuple(ordered))


def _common(sources: Sequence[Source], free: Hashes, rules: Rules) -> Hashes:
    """What many in the class have written. Copies of one another count once: what all of them share is not common."""
    of_class = [source.print for source in sources if source.origin == "class"]
    index = Index([without(found.chosen, free) for found in of_class])
    copies = linked(len(of_class), index.alike(SAME))
    together = [np.unique(np.concatenate([of_class[number].hashes for number in group])) for group in copies]
    if not together:
        return np.empty(0, np.uint64)
    hashes, counts = np.unique(np.concatenate(together), return_counts=True)
    return hashes[counts > max(rules.few, rules.common * len(together))]


def _pairs(comparison: Comparison) -> Iterator[Pair]:
    sources, rules = comparison.sources, comparison.rules
    index = Index([without(source.print.chosen, comparison.ignored) for source in sources])
    own = [comparison.own(number) for number in range(len(sources))]
    for left, right in index.within(HALF * rules.threshold):
        one, other = sources[left], sources[right]
        if "class" not in (one.origin, other.origin) or (one.owner, one.origin) == (other.owner, other.origin):
            continue
        common = comparison.common_to(left, right)
        shared = tuple(
            int((own[number] & covered).sum()) for number, covered in zip((left, right), common, strict=True)
        )
        if min(shared) < max(rules.least, 1):
            continue
        shares = tuple(part / int(own[number].sum()) for number, part in zip((left, right), shared, strict=True))
        pair = Pair(left, right, (shares[0], shares[1]), (shared[0], shared[1]))
        if pair.height >= rules.threshold:
            yield pair


def is_in(hashes: Hashes, among: Hashes) -> Flags:
    """Of each hash, whether it is among others, which are sorted."""
    if not len(among):
        return np.zeros(len(hashes), np.bool_)
    places = np.minimum(np.searchsorted(among, hashes), len(among) - 1)
    found: Flags = among[places] == hashes
    return found


def without(hashes: Hashes, ignored: Hashes) -> Hashes:
    """The hashes, sorted and each once, that are not among the ignored."""
    return np.unique(hashes[~is_in(hashes, ignored)])
