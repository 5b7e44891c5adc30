from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.data import idx
from grader.errors import DataError


def written(shape: tuple[int, ...], values: bytes) -> bytes:
    return struct.pack(f">4B{len(shape)}I", 0, 0, 8, len(shape), *shape) + values


@given(st.lists(st.integers(0, 5), min_size=1, max_size=3), st.integers(0, 2**32 - 1))
def test_what_is_written_is_read_back(shape: list[int], seed: int) -> None:
    array = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    parsed = idx.parse(written(array.shape, array.tobytes()), dimensions=array.ndim, name="x")
    np.testing.assert_array_equal(parsed, array)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "0 bytes are too few"),
        (written((2, 3), bytes(6))[:11], "11 bytes are too few"),
        (written((2, 3), bytes(5)), r"5 values follow the header, which announces \(2, 3\)"),
        (written((2, 3), bytes(7)), "7 values follow"),
        (written((6,), bytes(6)) + bytes(4), "starts with 00000801, expected 00000802"),
        (b"\x00\x00\x0d\x02" + written((2, 3), bytes(6))[4:], "starts with 00000d02"),
        (b"\x1f\x8b\x08\x00" + bytes(40), "starts with 1f8b0800"),
        (written((2**32 - 1, 2**32 - 1), bytes(6)), "6 values follow"),
    ],
)
def test_anything_else_is_refused_by_name(content: bytes, says: str) -> None:
    with pytest.raises(DataError, match=f"^labels: .*{says}"):
        idx.parse(content, dimensions=2, name="labels")
