"""From Python values to their forms on the wire."""

from __future__ import annotations

from collections.abc import Callable
from types import EllipsisType
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from grader.remote.frames import padded
from grader.remote.values import (
    BYTES_HELD,
    MAX_DEPTH,
    MAX_INT_HEX_DIGITS,
    PACKED_ITEM_BYTES,
    Budget,
    Buffer,
    Unencodable,
    Wire,
    claimed_size,
    wire_dtype,
)

_PACK_FROM = 8  # items: a shorter list is cheaper in the header
_BYTES_INLINE = 1024


class Encoder:
    """Python values to wire forms. One Encoder is one message: the same object twice is sent once.

    `other(value)` is asked about every value that is not plain data: it returns the wire form or raises Unencodable.
    With `lenient` (the worker's side) subclasses are sent as the plain type they extend. Nothing that a subclass
    overrides is called: what is sent is what the plain type holds.
    """

    extensions: ClassVar[list[Callable[[Encoder, Any], Wire | None]]] = []  # torch_values adds itself here

    def __init__(self, other: Callable[[Any], Wire], *, lenient: bool, max_bytes: int = 1 << 40) -> None:
        self.buffers: list[Buffer] = []
        self.lenient = lenient
        self._other = other
        self._budget = Budget(max_bytes)
        self._memo: dict[int, tuple[int, int, int] | None] = {}  # id → number, nodes, bytes; None while it is written
        self._alive: list[Any] = []  # an id is an identity only while its object lives

    def encode(self, value: Any, depth: int = 0) -> Wire:
        self._budget.spend(1)
        if depth > MAX_DEPTH:
            raise Unencodable("too deeply nested values")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        # what another metaclass than type says of a class's hash and equality is the student's
        write = _WRITERS.get(kind) if type(kind) is type else None
        if write is None and self.lenient:
            write = next((_WRITERS[base] for base in _EXTENDED if issubclass(kind, base)), None)
        if write is not None:
            return write(self, value, depth)
        for extension in Encoder.extensions:
            form = extension(self, value)
            if form is not None:
                return form
        return self.opaque(value)

    def once(self, value: Any, write: Callable[[], Wire]) -> Wire:
        """What `write` makes of the value when it is met for the first time, afterwards a reference to that."""
        known = self._memo.get(id(value), _UNKNOWN)
        if known is None:
            raise Unencodable("a container that holds itself")
        if known is not _UNKNOWN:
            number, nodes, size = known
            self._budget.spend(nodes, size)
            return ["r", number]
        number = len(self._memo)
        self._memo[id(value)] = None
        self._alive.append(value)
        nodes, size = self._budget.nodes, self._budget.size
        form = write()
        self._memo[id(value)] = (number, self._budget.nodes - nodes, self._budget.size - size)
        return form

    def add_buffer(self, array: npt.NDArray[Any], dtype: np.dtype[Any] | None = None, *, held: int = 0) -> int:
        """The array's bytes in C order become the next buffer; returns its index.

        `held` is how many bytes they become on the other side, where that is more.
        """
        self._budget.spend(0, max(padded(array.nbytes), claimed_size(array.shape, array.itemsize), held))
        flat = np.ascontiguousarray(array, dtype=dtype)
        self.buffers.append(flat.reshape(-1).view(np.uint8).data if flat.size else memoryview(b""))
        return len(self.buffers) - 1

    def opaque(self, value: Any) -> Wire:
        """The form of a value that is not to be taken apart."""
        return self.once(value, lambda: self._other(value))

    def _string(self, value: str, _depth: int) -> Wire:
        return str.encode(value, "utf-8", "backslashreplace").decode("utf-8")

    def _bytes(self, value: bytes, _depth: int) -> Wire:
        content = bytes.__getitem__(value, slice(None))
        if len(content) <= _BYTES_INLINE:
            return content
        return ["b", self.add_buffer(np.frombuffer(content, dtype=np.uint8), held=BYTES_HELD * len(content))]

    def _integer(self, value: int, _depth: int) -> Wire:
        number = int.__int__(value)
        if -(2**63) <= number < 2**63:
            return number
        if number.bit_length() > 4 * MAX_INT_HEX_DIGITS:
            return self.opaque(value)
        return ["i", f"{number:x}"]

    def _float(self, value: float, _depth: int) -> Wire:
        return float.__float__(value)

    def _complex(self, value: complex, _depth: int) -> Wire:
        number = complex.__complex__(value)
        return ["c", number.real, number.imag]

    def _slice(self, value: slice, depth: int) -> Wire:
        return ["s", *(self.encode(part, depth + 1) for part in (value.start, value.stop, value.step))]

    def _list(self, value: list[Any], depth: int) -> Wire:
        return self.once(value, lambda: self._list_form(list.__getitem__(value, slice(None)), depth))

    def _list_form(self, items: list[Any], depth: int) -> Wire:
        if len(items) >= _PACK_FROM:
            kinds = set(map(type, items))
            if kinds == {float}:
                return ["F", self.add_buffer(np.array(items, dtype="<f8"), held=len(items) * PACKED_ITEM_BYTES)]
            if kinds == {int} and min(items) >= -(2**63) and max(items) < 2**63:
                return ["I", self.add_buffer(np.array(items, dtype="<i8"), held=len(items) * PACKED_ITEM_BYTES)]
        return ["l", [self.encode(item, depth + 1) for item in items]]

    def _tuple(self, value: tuple[Any, ...], depth: int) -> Wire:
        items = tuple.__getitem__(value, slice(None))
        return self.once(value, lambda: ["t", [self.encode(item, depth + 1) for item in items]])

    def _dict(self, value: dict[Any, Any], depth: int) -> Wire:
        pairs = [(self._plain_of_key(key), item) for key, item in dict.items(value)]
        if not all(self._budget.plain_key(key) for key, _ in pairs):
            return self.opaque(value)
        return self.once(
            value,
            lambda: ["d", [[self.encode(key, depth + 1), self.encode(item, depth + 1)] for key, item in pairs]],
        )

    def _plain_of_key(self, key: Any) -> Any:
        kind = type(key)
        if kind is str or kind is int or kind is bool or not self.lenient:
            return key
        if issubclass(kind, np.generic):
            return key.item()  # np.int64(3) and 3 are the same key
        if issubclass(kind, tuple):
            return tuple(self._plain_of_key(item) for item in tuple.__getitem__(key, slice(None)))
        for base, plain in _PLAIN_KEYS.items():
            if issubclass(kind, base):
                return plain(key)
        return key

    def _array(self, value: npt.NDArray[Any], _depth: int) -> Wire:
        plain = value if type(value) is np.ndarray else np.ndarray.view(value, np.ndarray)
        sendable = wire_dtype(plain.dtype)
        if sendable is None:
            return self.opaque(value)
        return self.once(value, lambda: self._array_form(plain, *sendable))

    def _array_form(self, plain: npt.NDArray[Any], name: str, dtype: np.dtype[Any]) -> Wire:
        flags = plain.flags
        fortran = flags.f_contiguous and not flags.c_contiguous
        index = self.add_buffer(plain.T if fortran else plain, dtype)
        return ["a", name, list(plain.shape), "F" if fortran else "C", not flags.writeable, index]

    def _scalar(self, value: np.generic, _depth: int) -> Wire:
        sendable = wire_dtype(value.dtype)
        assert sendable is not None
        return ["n", sendable[0], value.tobytes()]


_UNKNOWN = (-1, 0, 0)

_WRITERS: dict[type, Callable[[Encoder, Any, int], Wire]] = {
    str: Encoder._string,
    int: Encoder._integer,
    float: Encoder._float,
    bytes: Encoder._bytes,
    complex: Encoder._complex,
    list: Encoder._list,
    tuple: Encoder._tuple,
    dict: Encoder._dict,
    slice: Encoder._slice,
    EllipsisType: lambda _encoder, _value, _depth: ["e"],
    np.ndarray: Encoder._array,
    **{np.dtype(code).type: Encoder._scalar for code in "?bhilqBHILQefdFD"},
}
_EXTENDED = (np.ndarray, list, tuple, dict, str, int, float, bytes, complex)
_PLAIN_KEYS: dict[type, Callable[[Any], Any]] = {
    int: int.__int__,
    float: float.__float__,
    str: str.__str__,
}
