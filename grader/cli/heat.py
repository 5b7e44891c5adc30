"""Where a gradient is wrong, as text: the picture of the report for who has a terminal only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_STEPS = (1e-5, 1e-3, 1e-2, 1e-1)  # the errors are powers of ten, rounded up
_SIGNS = "·░▒▓█"
_PLAIN_SIGNS = ".:+#@"  # where the terminal's encoding has no others
_LEGEND = ("up to 1e-5", "1e-3", "0.01", "0.1", "above")
_MOST_MAPS = 4
_MARGIN = 4


def heat_maps(evidence: Mapping[str, Any], width: int, *, plain: bool = False) -> Iterator[str]:
    """Lines that show the relative error of each parameter that `check_gradients` found wrong, one sign for a square.

    `width`: of the longest row; where a map has more squares, each sign is the worst of
    several. `plain`: in ASCII. Nothing for evidence of another kind.
    """
    signs = _PLAIN_SIGNS if plain else _SIGNS
    drawn = 0
    for name, value in evidence.get("gradient", {}).get("parameters", {}).items():
        rows: Sequence[Sequence[float]] = value["errors"]
        if not any(error > _STEPS[0] for row in rows for error in row):
            continue
        if drawn == _MOST_MAPS:
            yield "(and other parameters)"
            return
        shape = " x ".join(map(str, value["shape"])) or "a number"
        rows = _pooled(rows, max(1, width - _MARGIN))
        yield f"{name}, {shape}: relative error of each entry" + _scale(value["shape"], rows)
        wide = 2 if 2 * len(rows[0]) <= width - _MARGIN else 1
        for row in rows:
            yield " " * _MARGIN + "".join(signs[bisect_left(_STEPS, error)] * wide for error in row)
        drawn += 1
    if drawn:
        yield "    " + "  ".join(f"{sign} {words}" for sign, words in zip(signs, _LEGEND, strict=True))


def _pooled(rows: Sequence[Sequence[float]], most: int) -> Sequence[Sequence[float]]:
    """At most so many squares a row, each the worst of those that it stands for."""
    joint = -(-len(rows[0]) // most)
    return [[max(row[start : start + joint]) for start in range(0, len(row), joint)] for row in rows]


def _scale(shape: Sequence[int], rows: Sequence[Sequence[float]]) -> str:
    """What a square stands for, where it is more than one entry."""
    entries = 1
    for length in shape:
        entries *= length
    return ", the worst of several in each square" if entries > len(rows) * len(rows[0]) else ""
