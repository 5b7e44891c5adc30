"""The texts of a pair with what they share marked: which part of one is which part of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from grader.similar.comparing import Comparison, Pair, Source, is_in
from grader.similar.prints import K, Print

PLAIN, NOT_COUNTED = 0, -1
MOST_PLACES = 8  # at which the other source has the same run: of more, the first ones are looked at

Marks = NDArray[np.int64]


@dataclass(frozen=True)
class Stretch:
    """Part of a line. `mark`: PLAIN, NOT_COUNTED, or the number, from 1 on, of the part that both sources have.

    `first`: the part begins here.
    """

    text: str
    mark: int
    first: bool = False


Line = tuple[Stretch, ...]


def marked(comparison: Comparison, pair: Pair) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of both sources. The words marked are those that the pair's `shared` counts."""
    numbers = pair.left, pair.right
    marks = _parts(comparison, pair)
    for number, side in zip(numbers, marks, strict=True):
        found = comparison.sources[number].print
        side[found.covered(is_in(found.hashes, comparison.ignored)) & (side == PLAIN)] = NOT_COUNTED
    left, right = (tuple(_lines(comparison.sources[number], side)) for number, side in zip(numbers, marks, strict=True))
    return left, right


def _parts(comparison: Comparison, pair: Pair) -> tuple[Marks, Marks]:
    """Of each word of both the number of its part, as long a part as can be; PLAIN for what is not shared."""
    one, other = comparison.sources[pair.left].print, comparison.sources[pair.right].print
    counts = [
        own & covered
        for own, covered in zip(
            (comparison.own(pair.left), comparison.own(pair.right)),
            comparison.common_to(pair.left, pair.right),
            strict=True,
        )
    ]
    shared = comparison.shared_hashes(pair.left, pair.right)
    marks = np.zeros(len(one.words.words), np.int64), np.zeros(len(other.words.words), np.int64)
    places: defaultdict[int, list[int]] = defaultdict(list)
    for run in np.flatnonzero(is_in(other.hashes, shared)).tolist():
        places[int(other.hashes[run])].append(run)
    part, run = 0, 0
    is_shared = is_in(one.hashes, shared)
    while run < len(one.hashes):
        if not is_shared[run]:
            run += 1
            continue
        length, start = max(
            (_length(one, run, other, start), -start) for start in places[int(one.hashes[run])][:MOST_PLACES]
        )
        part += 1
        for side, found, first in ((0, one, run), (1, other, -start)):
            begin = int(found.places[first])
            words = slice(begin, begin + length - 1 + K)
            free = counts[side][words] & (marks[side][words] == PLAIN)
            marks[side][words][free] = part
        run += length
    _mark_repeated(one, other, marks, counts[1])
    return _renumbered(*marks)


def _length(one: Print, run: int, other: Print, start: int) -> int:
    """How many runs in a row are the same from here on, within one piece of code each."""
    length = 0
    while run + length < len(one.hashes) and start + length < len(other.hashes):
        same = one.hashes[run + length] == other.hashes[start + length]
        adjoining = (
            one.places[run + length] == one.places[run] + length
            and other.places[start + length] == other.places[start] + length
        )
        if not (same and adjoining):
            break
        length += 1
    return length


def _mark_repeated(one: Print, other: Print, marks: tuple[Marks, Marks], counts: NDArray[np.bool_]) -> None:
    """What the right source has several times, and the left one once, is the same part each time."""
    first = {int(hashed): int(place) for hashed, place in zip(one.hashes[::-1], one.places[::-1], strict=True)}
    for hashed, place in zip(other.hashes.tolist(), other.places.tolist(), strict=True):
        words = slice(place, place + K)
        free = counts[words] & (marks[1][words] == PLAIN)
        if hashed in first and free.any():
            known = int(marks[0][first[hashed] : first[hashed] + K].max())
            marks[1][words][free] = known or max(side.max() for side in marks) + 1


def _renumbered(left: Marks, right: Marks) -> tuple[Marks, Marks]:
    """Without gaps, in the order of the left source."""
    order: dict[int, int] = {PLAIN: PLAIN}
    for mark in (*left.tolist(), *right.tolist()):
        order.setdefault(mark, len(order))
    return np.array([order[mark] for mark in left.tolist()]), np.array([order[mark] for mark in right.tolist()])


def _lines(source: Source, marks: Marks) -> Iterator[Line]:
    """White space between two words of one part is marked, but for that at the begin of a line."""
    words = source.print.words
    numbered = source.text.split("\n")
    of_line: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    starts = np.cumsum([0, *(len(line) + 1 for line in numbered)])
    for begin, end, mark in zip(words.begins, words.ends, marks.tolist(), strict=True):
        if mark != PLAIN:
            line = int(np.searchsorted(starts, begin, "right")) - 1
            for crossed in range(line, int(np.searchsorted(starts, end, "left"))):
                column = max(begin - int(starts[crossed]), 0)
                of_line[crossed].append((column, min(end - int(starts[crossed]), len(numbered[crossed])), mark))
    seen: set[int] = set()
    for number, text in enumerate(numbered):
        stretches: list[Stretch] = []
        done = 0
        for mark, spans in groupby(of_line[number], key=lambda span: span[2]):
            together = list(spans)
            begin, end = together[0][0], together[-1][1]
            stretches += [Stretch(text[done:begin], PLAIN)] if done < begin else []
            stretches.append(Stretch(text[begin:end], mark, first=mark not in seen))
            seen.add(mark)
            done = end
        yield (*stretches, *([Stretch(text[done:], PLAIN)] if text[done:] else []))
