"""The picture of a gradient's error in characters: it needs no colours, and fits a narrow terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.report.heat import ERROR_RANGES, Picture, gradient_maps

BLOCKS = "·:░▒▓█"  # by shade, from no error to the largest
PLAIN = ".:-+*#"  # where the terminal has no others
NARROWEST = 8  # squares of a row, whatever the width


def gradient_maps_as_text(evidence: Mapping[Any, Any], width: int, *, plain: bool = False) -> list[str]:
    """Lines of at most `width` characters: each wrong parameter's map, and one legend for all; [] for no map."""
    pictures = gradient_maps(evidence)
    signs = PLAIN if plain else BLOCKS
    lines = [line for picture in pictures for line in (*_drawn(picture, width, signs), "")]
    return [*lines, *_legend(pictures, width, signs)] if pictures else []


def _drawn(picture: Picture, width: int, signs: str) -> Iterator[str]:
    rows: dict[float, list[int]] = {}
    for cell in picture.cells:
        rows.setdefault(cell.y, []).append(cell.shade)
    shades = list(rows.values())
    count = len(shades[0])
    labels = {0: picture.rows[0].text, len(shades) - 1: picture.rows[-1].text}
    margin = max(map(len, labels.values())) + 1
    room = max(NARROWEST, width - margin)
    joint = -(-count // room)  # squares that share one character, of which the worst is shown
    wide = 2 if 2 * count <= room else 1
    yield from _wrapped(f"{picture.title}; columns {picture.columns[0].text} to {picture.columns[-1].text}", width)
    for number, row in enumerate(shades):
        worst = [max(row[start : start + joint]) for start in range(0, count, joint)]
        yield f"{labels.get(number, ''):>{margin - 1}} " + "".join(signs[shade] * wide for shade in worst)


def _legend(pictures: tuple[Picture, ...], width: int, signs: str) -> Iterator[str]:
    shown = sorted({cell.shade for picture in pictures for cell in picture.cells})
    yield from _wrapped(
        "relative error: " + ",  ".join(f"{signs[shade]} {ERROR_RANGES[shade]}" for shade in shown), width
    )


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, max(width, 20))
