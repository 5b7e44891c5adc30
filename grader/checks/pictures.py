"""An image of a dataset as a small PNG (https://www.w3.org/TR/png-3/), for the report."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.checks.wording import shape_text

Drawn = npt.NDArray[np.uint8]


def png(image: npt.NDArray[Any]) -> bytes:
    """Of an image of shape (height, width), (1, height, width) or (3, height, width), of whole numbers up to 255 or
    fractions up to 1; what is beyond either end is cut off. ValueError for another shape."""
    samples = _in_bytes(image)
    height, width = samples.shape[:2]
    lines = b"".join(b"\0" + row.tobytes() for row in samples)  # each with the filter type "none"
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if samples.ndim == 2 else 2, 0, 0, 0)
    pieces = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(lines, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def _in_bytes(image: npt.NDArray[Any]) -> Drawn:
    """(height, width) of grey, or (height, width, 3)."""
    if image.ndim == 3 and image.shape[0] == 1:
        image = image[0]
    elif image.ndim == 3 and image.shape[0] == 3:
        image = np.moveaxis(image, 0, -1)
    elif image.ndim != 2:
        raise ValueError(f"an image has shape {shape_text(image.shape)}, expected height × width, or 1 or 3 of them")
    scale = 1 if np.issubdtype(image.dtype, np.integer) else 255
    samples: Drawn = np.clip(np.rint(image * scale), 0, 255).astype(np.uint8)
    return samples


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
