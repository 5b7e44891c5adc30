"""Values as they cross the wire: plain lists that msgpack can hold, and raw buffers beside them.

None, bool, float, str, 64-bit ints and short bytes are themselves. Everything else is a list that begins with a tag:

    ["i", hex]                              an int of any size
    ["c", re, im]                           complex
    ["b", buffer]                           bytes
    ["l", [item…]]  ["t", [item…]]          list, tuple
    ["I", buffer]  ["F", buffer]            a list of 64-bit ints, of floats
    ["d", [[key, value]…]]                  dict, in order
    ["s", start, stop, step]  ["e"]         slice, Ellipsis
    ["a", dtype, shape, order, readonly, buffer]    numpy array; order "C" or "F"
    ["n", dtype, bytes]                     numpy scalar
    ["T", dtype, shape, requires_grad, has_graph, buffer]   torch tensor (registered by torch_values)
    ["h", id, type name, callable]          a handle: an object that stays in the worker
    ["G", key, kind, state]                 a random generator that is bound to one object in the worker
    ["r", n]                                the n-th container, array, tensor, handle or generator once more

`encoder` writes these forms and `decoder` reads them. Both count alike what a message holds, so that what a worker
may send a judge will take.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from grader.remote.outcomes import WireError

MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_INT_HEX_DIGITS = 4096
MAX_SLOW_KEYS = 1000  # tuples and large ints can be made to collide; so many in one message cost next to nothing
BYTES_HELD = 2  # copies of a bytes object: the message's, which an array would go on using, and its own
PACKED_ITEM_BYTES = 40  # of a number in a list, once it is a Python object
DTYPES = frozenset(["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"])

Buffer = memoryview
Wire = Any  # what msgpack holds: None, bool, int, float, str, bytes, list


class Unencodable(WireError):
    """A value that has no form on the wire: in the worker it becomes a handle."""


class TooLarge(WireError):
    """A value of more bytes than a message may hold."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"a result of {size / 2**20:,.0f} MiB; at most {limit / 2**20:,.0f} MiB can be handed over")


class Budget:
    """What one message holds, with everything that it repeats written out.

    A list of a list of a list … of the same ten items is short on the wire and endless for whoever walks through it.
    """

    __slots__ = ("_max_size", "nodes", "size", "slow_keys")

    def __init__(self, max_size: int) -> None:
        self.nodes = 0
        self.size = 0
        self.slow_keys = 0
        self._max_size = max_size

    def spend(self, nodes: int, size: int = 0) -> None:
        """Count `nodes` values and `size` bytes more; Unencodable or TooLarge when the message is full."""
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise Unencodable(f"more than {MAX_NODES:,} values")
        self.size += size
        if self.size > self._max_size:
            raise TooLarge(self.size, self._max_size)

    def plain_key(self, key: Any) -> bool:
        """Whether a key is of a kind that a dict on the wire may have."""
        kind = type(key)
        if kind is str or key is None or kind is bool or kind is float or kind is bytes:
            return True
        if kind is int and -(2**63) <= key < 2**63:
            return True
        self.slow_keys += 1
        if self.slow_keys > MAX_SLOW_KEYS:
            return False
        return kind is int or (kind is tuple and all(self.plain_key(item) for item in key))


@lru_cache(maxsize=256)
def wire_dtype(dtype: np.dtype[Any]) -> tuple[str, np.dtype[Any]] | None:
    """Name and little-endian form of a dtype that can be sent, None for another."""
    if dtype.str[1:] not in DTYPES:
        return None
    little = dtype.newbyteorder("<")
    return little.str, little


@lru_cache(maxsize=256)
def _named_dtype(name: str) -> np.dtype[Any]:
    if name[:1] not in ("<", "|") or name[1:] not in DTYPES:
        raise WireError("an array of a dtype that may not be sent")
    return np.dtype(name)


def array_layout(name: Any, shape: Any) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """Check the dtype and shape that a message names; returns them with the size in bytes."""
    if type(name) is not str or len(name) > 4:
        raise WireError("an array of a dtype that may not be sent")
    if type(shape) is not list or len(shape) > MAX_DEPTH:
        raise WireError("an array without a shape")
    for length in shape:
        if type(length) is not int or not 0 <= length < 2**48:
            raise WireError("an array with an impossible shape")
    dtype = _named_dtype(name)
    return dtype, tuple(shape), math.prod(shape) * dtype.itemsize


def claimed_size(shape: Sequence[int], itemsize: int) -> int:
    """Bytes that an array of this shape stands for; of an empty one, those that a sum over its empty axes would have.

    Who returns shape (0, 10⁹) could otherwise have the judge make a billion numbers by adding none.
    """
    return math.prod(length for length in shape if length) * itemsize
