"""Forms that no encoder of ours writes, in the hands of the decoder."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from grader.remote.decoder import Decoder
from grader.remote.outcomes import WireError

FORGED = [
    ["l", [["r", 0]]],
    ["r", 0],
    ["r", -1],
    ["r", True],
    ["i", "f" * 5000],
    ["i", "zz"],
    ["c", 1, 2],
    ["a", "<f8", [2], "C", False, 1],
    ["a", "<f8", [3], "C", False, 0],
    ["a", "<f8", [-2], "C", False, 0],
    ["a", "<f8", [2**47, 2**47], "C", False, 0],
    ["a", "<f8", [0, 2**40], "C", False, 2],
    ["a", "|O8", [2], "C", False, 0],
    ["a", "<U4", [1], "C", False, 0],
    ["a", ["<f8"], [2], "C", False, 0],
    ["a", "<f8", [1] * 65, "C", False, 0],
    ["a", "<f8", [2], "K", False, 0],
    ["a", "|b1", [16], "C", False, 0],
    ["n", "<f8", b"1234"],
    ["n", "|b1", b"\x02"],
    ["l", [["a", "<f8", [2], "C", False, 0], ["a", "<f8", [2], "C", False, 0]]],
    ["d", [[["l", []], 1]]],
    ["d", [[["h", 1, "x", True], 1]]],
    ["d", [["a"]]],
    ["d", ["ab"]],
    ["h", "1", "x", True],
    ["G", 1, "PCG64", None],
    ["x", 1],
    ["T"],
    [],
    [["l", []]],
    {"l": []},
    msgspec.msgpack.Ext(5, b"x"),
]


@pytest.mark.parametrize("form", FORGED, ids=repr)
def test_a_forged_form_is_refused(form: Any) -> None:
    payload = memoryview(bytearray(np.array([1.5, 2.5]).tobytes()))
    decoder = Decoder([payload, memoryview(b"x"), memoryview(b"")], handle=lambda *_: object(), max_bytes=1 << 20)
    with pytest.raises(WireError):
        decoder.decode(form)


def test_a_forged_amplification_is_refused() -> None:
    inner: Any = ["l", [None] * 10]
    for number in range(20):
        inner = ["l", [inner, *[["r", 20 - number] for _ in range(9)]]]
    with pytest.raises(WireError):
        Decoder([], handle=lambda *_: None).decode(inner)


def test_keys_made_to_collide_are_refused() -> None:
    """10⁵ ints with one hash would take a dict minutes."""
    modulus = 2**61 - 1
    pairs = [[["i", f"{modulus * number:x}"], None] for number in range(8, 5000)]
    with pytest.raises(WireError):
        Decoder([], handle=lambda *_: None).decode(["d", pairs])
