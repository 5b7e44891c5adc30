"""Fingerprints of a source: hashes of all runs of K words, and of these the few by which sources are found.

The few are chosen by winnowing: the smallest hash of every WINDOW runs that follow one another. S. Schleimer, D. S.
Wilkerson, A. Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003. Two sources that share
K + WINDOW - 1 words in a row within a piece of code share a chosen one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.similar.words import Words, words_of

K = 15
WINDOW = 5

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no power of it is 0 modulo 2⁶⁴
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)


@dataclass(frozen=True)
class Print:
    """What is compared of one source. Run i are K words from word `places[i]` on."""

    words: Words
    hashes: Hashes
    places: Places
    chosen: Hashes
    """of the hashes those that were chosen, sorted, each once"""

    def covered(self, runs: Flags) -> Flags:
        """Of the words, those that are in one of these runs."""
        change = np.zeros(len(self.words.words) + 1, np.int64)
        np.add.at(change, self.places[runs], 1)
        np.add.at(change, self.places[runs] + K, -1)
        covered: Flags = np.cumsum(change[:-1]) > 0
        return covered


def fingerprint(source: str) -> Print:
    words = words_of(source)
    hashes, places = _runs(words)
    chosen = [np.empty(0, np.uint64)]
    pieces = np.asarray(words.pieces, np.int64)[places]
    chosen += [winnowed(piece) for piece in np.split(hashes, np.flatnonzero(np.diff(pieces)) + 1)]
    return Print(words, hashes, places, np.unique(np.concatenate(chosen)))


def winnowed(hashes: Hashes, window: int = WINDOW) -> Hashes:
    """The smallest of every `window` hashes in a row, the last of equal ones; of fewer hashes the smallest of all."""
    if len(hashes) <= window:
        return hashes.min(keepdims=True) if len(hashes) else hashes
    windows = np.lib.stride_tricks.sliding_window_view(hashes, window)
    last_of_smallest = window - 1 - np.argmin(windows[:, ::-1], axis=1)
    chosen: Hashes = hashes[np.unique(np.arange(len(windows)) + last_of_smallest)]
    return chosen


def _runs(words: Words) -> tuple[Hashes, Places]:
    """Hashes of all runs of K words that lie within one piece, and where these begin.

    The hash of words w₀, w₁, … is Σ wᵢ · FACTORⁱ modulo 2⁶⁴, mixed so that its order says nothing of the words.
    """
    count = len(words.words) - K + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    of_word = {word: _hash_of(word) for word in set(words.words)}
    single = np.array([of_word[word] for word in words.words], np.uint64)
    total = np.zeros(count, np.uint64)
    for position in range(K - 1, -1, -1):
        total = total * _FACTOR + single[position : position + count]
    total = (total ^ (total >> _SHIFT)) * _MIX
    total ^= total >> _SHIFT
    pieces = np.asarray(words.pieces, np.int64)
    places = np.flatnonzero(pieces[:count] == pieces[K - 1 :])
    return total[places], places


def _hash_of(word: str) -> int:
    """The same in every process, unlike hash()."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
