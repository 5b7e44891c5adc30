"""Small images with what they are and what they were taken for."""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.report.text import one_line

MOST_IMAGES = 20
MOST_BYTES = 20_000  # of an image: a page is mailed
LONGEST_LABEL = 16
SHOWN_SIDE = 84  # pixels of the page
BEGINNING = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


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
    """`items`: for each its `png`, in base64, its `label`, and what was `got`. None unless there is one to be drawn."""
    items = evidence.get("items")
    if not isinstance(items, Sequence) or isinstance(items, str | bytes):
        return None
    found = [_image(one) for one in items[:MOST_IMAGES] if isinstance(one, Mapping)]
    drawn = tuple(one for one in found if one is not None)
    return Images("Images that were taken for something else", drawn) if drawn else None


def _image(one: Mapping[Any, Any]) -> Image | None:
    try:
        content = base64.b64decode(str(one.get("png", "")), validate=True)
    except (binascii.Error, ValueError):
        return None
    if not content.startswith(BEGINNING) or not 24 <= len(content) <= MOST_BYTES:
        return None
    width, height = struct.unpack_from(">II", content, len(BEGINNING))
    if not width or not height:
        return None
    scale = SHOWN_SIDE / max(width, height)
    return Image(
        f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}",
        one_line(str(one.get("label", "?")), LONGEST_LABEL),
        one_line(str(one.get("got", "?")), LONGEST_LABEL),
        max(1, round(width * scale)),
        max(1, round(height * scale)),
    )
