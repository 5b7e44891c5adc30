"""Small images with what they are and what they were taken for: each a PNG within the page."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.report.evidence import finite
from grader.report.text import one_line

MOST_IMAGES = 20
MOST_PIXELS = 64  # a side
LONGEST_LABEL = 16
SHOWN_SIDE = 84  # pixels of the page


@dataclass(frozen=True)
class Image:
    """`address`: the picture itself, as a data: URI."""

    address: str
    label: str
    got: str
    width: int
    height: int


@dataclass(frozen=True)
class Images:
    title: str
    images: tuple[Image, ...]


def images(evidence: Mapping[Any, Any]) -> Images | None:
    """`items`: for each its `pixels`, rows of grey from 0 to 255 or of [red, green, blue], its `label`, and what was
    `got`. None unless there is one that can be drawn."""
    items = evidence.get("items")
    if not isinstance(items, Sequence) or isinstance(items, str | bytes):
        return None
    found = [_image(one) for one in items[:MOST_IMAGES] if isinstance(one, Mapping)]
    drawn = tuple(one for one in found if one is not None)
    return Images("Images that were taken for something else", drawn) if drawn else None


def _image(one: Mapping[Any, Any]) -> Image | None:
    address = png(one.get("pixels"))
    if address is None:
        return None
    content, width, height = address
    scale = SHOWN_SIDE / max(width, height)
    return Image(
        f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}",
        one_line(str(one.get("label", "?")), LONGEST_LABEL),
        one_line(str(one.get("got", "?")), LONGEST_LABEL),
        max(1, round(width * scale)),
        max(1, round(height * scale)),
    )


def png(pixels: Any) -> tuple[bytes, int, int] | None:
    """A PNG (https://www.w3.org/TR/png-3/) of 8 bits a sample, and its width and height; None for what is no image."""
    rows = pixels if isinstance(pixels, list | tuple) else ()
    if not rows or len(rows) > MOST_PIXELS or not all(isinstance(row, list | tuple) for row in rows):
        return None
    width = len(rows[0])
    if not 0 < width <= MOST_PIXELS or any(len(row) != width for row in rows):
        return None
    samples = [[_samples(pixel) for pixel in row] for row in rows]
    depths = {len(pixel) for row in samples for pixel in row}
    if depths not in ({1}, {3}):
        return None
    lines = b"".join(b"\0" + b"".join(map(bytes, row)) for row in samples)  # each with the filter type "none"
    header = struct.pack(">IIBBBBB", width, len(rows), 8, 0 if depths == {1} else 2, 0, 0, 0)
    pieces = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(lines, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces), width, len(rows)


def _samples(pixel: Any) -> tuple[int, ...]:
    """From 0 to 255; () for what is no pixel."""
    values = pixel if isinstance(pixel, list | tuple) else (pixel,)
    known = [finite(value) for value in values[:4]]
    return tuple(min(255, max(0, round(value))) for value in known if value is not None)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
