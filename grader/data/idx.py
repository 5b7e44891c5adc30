"""The idx format of MNIST's files: two zero bytes, a type, the number of dimensions, sizes, values.

Source of the format: the description at the end of Yann LeCun's MNIST page. Only unsigned bytes (type 8) occur.
"""

from __future__ import annotations

import math
import struct

import numpy as np
from numpy.typing import NDArray

from grader.errors import DataError

UNSIGNED_BYTE = 0x08


def encode(array: NDArray[np.uint8]) -> bytes:
    """The idx file that holds the array."""
    return struct.pack(f">4B{array.ndim}I", 0, 0, UNSIGNED_BYTE, array.ndim, *array.shape) + array.tobytes()


def parse(content: bytes, *, dimensions: int, name: str) -> NDArray[np.uint8]:
    """The array in an idx file of unsigned bytes, read-only, sharing memory with `content`.

    DataError names the file where magic number, number of dimensions or length are not right.
    """
    header = 4 + 4 * dimensions
    if len(content) < header:
        raise DataError(f"{name}: {len(content)} bytes are too few for an idx header of {dimensions} dimensions")
    expected = bytes((0, 0, UNSIGNED_BYTE, dimensions))
    if content[:4] != expected:
        raise DataError(f"{name}: starts with {content[:4].hex()}, expected {expected.hex()}")
    shape = struct.unpack(f">{dimensions}I", content[4:header])
    if len(content) - header != math.prod(shape):
        raise DataError(f"{name}: {len(content) - header} values follow the header, which announces {shape}")
    return np.frombuffer(content, dtype=np.uint8, offset=header).reshape(shape)
