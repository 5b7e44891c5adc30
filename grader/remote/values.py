"""Values as they cross the wire: plain lists that msgpack can hold, and raw buffers beside them.

None, bool, float, str, bytes and 64-bit ints are themselves. Everything else is a list whose first item is a tag:

    ["i", hex]                              an int of any size
    ["c", re, im]                           complex
    ["l", [item…]]  ["t", [item…]]          list, tuple
    ["I", buffer]  ["F", buffer]            a long list of 64-bit ints, of floats
    ["d", [[key, value]…]]                  dict, in order
    ["s", start, stop, step]  ["e"]         slice, Ellipsis
    ["a", dtype, shape, order, readonly, buffer]    numpy array; order "C" or "F"
    ["n", dtype, buffer]                    numpy scalar
    ["T", dtype, shape, requires_grad, has_graph, buffer]   torch tensor (registered by torch_values)
    ["h", id, type name, callable]          a handle: an object that stays in the worker
    ["G", key, kind, state]                 a random generator that is bound to one object in the worker
    ["r", n]                                the n-th list, tuple, dict, array or tensor of this message once more

Only exact types are ever made by `Decoder`; nothing is looked up by a name that comes over the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from grader.remote.outcomes import WireError

MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_LIST_ITEMS = 4_000_000  # of a packed list: 8 bytes each on the wire, 32 or more as Python objects
MAX_INT_HEX_DIGITS = 4096
PACK_FROM = 64
DTYPES = frozenset(["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"])

Buffer = memoryview
Wire = Any  # what msgpack holds: None, bool, int, float, str, bytes, list


class Unencodable(WireError):
    """A value that has no form on the wire: in the worker it becomes a handle."""


class Encoder:
    """Python values to wire forms. One Encoder is one message: the same object twice is sent once.

    `other(value)` is asked about every value that is not plain data: it returns the wire form or raises Unencodable.
    With `lenient` (the worker's side) subclasses are sent as the plain type they extend.
    """

    extensions: ClassVar[list[Callable[[Encoder, Any], Wire | None]]] = []  # torch_values adds itself here

    def __init__(self, other: Callable[[Any], Wire], *, lenient: bool, max_bytes: int = 1 << 40) -> None:
        self.buffers: list[Buffer] = []
        self._max_bytes = max_bytes
        self._other = other
        self._lenient = lenient
        self._memo: dict[int, int] = {}
        self._alive: list[Any] = []  # an id is an identity only while its object lives
        self._open: set[int] = set()
        self._nodes = 0

    def encode(self, value: Any, depth: int = 0) -> Wire:
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise Unencodable("too many or too deeply nested values")
        kind = type(value)
        if value is None or kind is bool or kind is float or kind is bytes:
            return value
        if kind is str:
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        if kind is int:
            return value if -(2**63) <= value < 2**63 else ["i", _hex(value)]
        if isinstance(value, np.generic) and _sendable(value.dtype):
            return self._scalar(value)
        if self._lenient or kind in (list, tuple, dict, np.ndarray, complex, slice):
            form = self._plain(value, depth)
            if form is not None:
                return form
        if value is Ellipsis:
            return ["e"]
        for extension in Encoder.extensions:
            form = extension(self, value)
            if form is not None:
                return form
        return self._other(value)

    def _plain(self, value: Any, depth: int) -> Wire | None:
        if isinstance(value, np.ndarray) and not _sendable(value.dtype):
            return None
        if isinstance(value, (list, tuple, dict, np.ndarray)):
            reference = self.seen(value)
            if reference is not None:
                return reference
            if isinstance(value, np.ndarray):
                return self._array(value)
            self._open.add(id(value))
            form = self._container(value, depth)
            self._open.discard(id(value))
            return form
        if isinstance(value, complex):
            number = complex.__complex__(value)
            return ["c", number.real, number.imag]
        if isinstance(value, slice):
            return ["s", *(self.encode(part, depth + 1) for part in (value.start, value.stop, value.step))]
        for base, convert in _EXTENDED.items():
            if isinstance(value, base):
                return self.encode(convert(value), depth + 1)
        return None

    def seen(self, value: Any) -> Wire | None:
        """["r", n] when `value` was already sent in this message; otherwise it is given the next number."""
        number = self._memo.get(id(value))
        if number is None:
            self._memo[id(value)] = len(self._memo)
            self._alive.append(value)
            return None
        if id(value) in self._open:
            raise Unencodable("a container that holds itself")
        return ["r", number]

    def _container(self, value: list[Any] | tuple[Any, ...] | dict[Any, Any], depth: int) -> Wire:
        if isinstance(value, dict):
            pairs = list(dict.items(value))
            return ["d", [[self.encode(key, depth + 1), self.encode(item, depth + 1)] for key, item in pairs]]
        if isinstance(value, list):
            items = list.__getitem__(value, slice(None))
            packed = self._packed(items)
            return packed if packed is not None else ["l", [self.encode(item, depth + 1) for item in items]]
        return ["t", [self.encode(item, depth + 1) for item in tuple.__getitem__(value, slice(None))]]

    def _packed(self, items: list[Any]) -> Wire | None:
        if not PACK_FROM <= len(items) <= MAX_LIST_ITEMS:
            return None
        kinds = {type(item) for item in items}
        if kinds == {float}:
            return ["F", self.add_buffer(np.array(items, dtype="<f8"))]
        if kinds == {int} and all(-(2**63) <= item < 2**63 for item in items):
            return ["I", self.add_buffer(np.array(items, dtype="<i8"))]
        return None

    def _array(self, value: npt.NDArray[Any]) -> Wire:
        plain = np.ndarray.view(value, np.ndarray) if type(value) is not np.ndarray else value
        dtype = plain.dtype.newbyteorder("<")
        order = "F" if plain.flags.f_contiguous and not plain.flags.c_contiguous else "C"
        index = self.add_buffer(plain.T if order == "F" else plain, dtype)
        return ["a", dtype.str, list(plain.shape), order, not plain.flags.writeable, index]

    def _scalar(self, value: np.generic) -> Wire:
        dtype = value.dtype.newbyteorder("<")
        return ["n", dtype.str, self.add_buffer(np.asarray(value), dtype)]

    def add_buffer(self, array: npt.NDArray[Any], dtype: np.dtype[Any] | None = None) -> int:
        """The array's bytes in C order become the next buffer; returns its index."""
        if array.nbytes > self._max_bytes:
            raise TooLarge(array.nbytes, self._max_bytes)
        flat = np.ascontiguousarray(array, dtype=dtype)
        self.buffers.append(flat.reshape(-1).view(np.uint8).data if flat.size else memoryview(b""))
        return len(self.buffers) - 1


class TooLarge(WireError):
    """A value of more bytes than a message may hold."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"a result of {size / 2**20:,.0f} MiB; at most {limit / 2**20:,.0f} MiB can be handed over")


# bool cannot be extended; a subclass of one of these is sent as what it extends
_EXTENDED: dict[type, Callable[[Any], Any]] = {
    int: int.__int__,
    float: float.__float__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
}


def _sendable(dtype: np.dtype[Any]) -> bool:
    return dtype.str[1:] in DTYPES


def _hex(value: int) -> str:
    text = f"{value:x}"
    if len(text) > MAX_INT_HEX_DIGITS:
        raise Unencodable("an integer of more than 16,000 bits")
    return text


_INCOMPLETE = object()


class Decoder:
    """Wire forms to exact Python values. One Decoder is one message. Anything malformed is a WireError.

    `handle(id, type name, callable)` and `generator(key, kind, state)` make what stands for those two.
    Arrays are views of the message's own buffers, which nobody else holds.
    """

    extensions: ClassVar[dict[str, Callable[[Decoder, Sequence[Any]], Any]]] = {}

    def __init__(
        self,
        buffers: Sequence[Buffer],
        *,
        handle: Callable[[int, str, bool], Any],
        generator: Callable[[int, str, Any], Any] | None = None,
    ) -> None:
        self._buffers = buffers
        self._handle = handle
        self._generator = generator
        self._memo: list[Any] = []
        self._nodes = 0

    def decode(self, form: Wire, depth: int = 0) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise WireError("too many or too deeply nested values")
        if form is None or isinstance(form, (bool, int, float, str, bytes)):
            return form
        if type(form) is not list or not form or type(form[0]) is not str:
            raise WireError("a value without a tag")
        tag, *rest = form
        try:
            read = _READERS.get(tag)
            if read is not None:
                return read(self, rest, depth)
            extension = Decoder.extensions.get(tag)
            if extension is not None:
                return extension(self, rest)
        except (TypeError, ValueError, IndexError, OverflowError, KeyError) as error:
            raise WireError(f"a malformed {tag!r} value") from error
        raise WireError("a value with an unknown tag")

    def remember(self, value: Any) -> Any:
        self._memo.append(value)
        return value

    def buffer(self, index: Any, size: int) -> Buffer:
        if type(index) is not int or not 0 <= index < len(self._buffers):
            raise WireError("a buffer that is not there")
        buffer = self._buffers[index]
        if len(buffer) != size:
            raise WireError("a buffer of the wrong size")
        return buffer

    def _reserve(self) -> int:
        self._memo.append(_INCOMPLETE)
        return len(self._memo) - 1

    def _items(self, rest: Sequence[Any], depth: int) -> list[Any]:
        (items,) = rest
        if type(items) is not list:
            raise WireError("a sequence that is not one")
        return [self.decode(item, depth + 1) for item in items]

    def _list(self, rest: Sequence[Any], depth: int) -> list[Any]:
        slot = self._reserve()
        value = self._items(rest, depth)
        self._memo[slot] = value
        return value

    def _tuple(self, rest: Sequence[Any], depth: int) -> tuple[Any, ...]:
        slot = self._reserve()
        value = tuple(self._items(rest, depth))
        self._memo[slot] = value
        return value

    def _dict(self, rest: Sequence[Any], depth: int) -> dict[Any, Any]:
        slot = self._reserve()
        (pairs,) = rest
        value: dict[Any, Any] = {}
        for key_form, item_form in pairs:
            key = self.decode(key_form, depth + 1)
            if not _plain_key(key):
                raise WireError("a dict key that is not plain")
            value[key] = self.decode(item_form, depth + 1)
        self._memo[slot] = value
        return value

    def _packed(self, rest: Sequence[Any], dtype: str) -> list[Any]:
        (index,) = rest
        if type(index) is not int or not 0 <= index < len(self._buffers):
            raise WireError("a buffer that is not there")
        buffer = self._buffers[index]
        if len(buffer) % 8 or len(buffer) // 8 > MAX_LIST_ITEMS:
            raise WireError("a packed list of the wrong size")
        items: list[Any] = np.frombuffer(buffer, dtype=dtype).tolist()
        return self.remember(items)  # type: ignore[no-any-return]  # what remember returns is its argument

    def _array(self, rest: Sequence[Any], _depth: int) -> npt.NDArray[Any]:
        name, shape, order, readonly, index = rest
        if type(readonly) is not bool or order not in ("C", "F"):
            raise WireError("a malformed array")
        dtype, dimensions, size = array_layout(name, shape)
        flat = np.frombuffer(self.buffer(index, size), dtype=dtype)
        array = flat.reshape(dimensions[::-1]).T if order == "F" else flat.reshape(dimensions)
        if not array.flags.writeable and not readonly:
            array = array.copy(order=order)
        array.flags.writeable = not readonly
        return self.remember(array)  # type: ignore[no-any-return]  # what remember returns is its argument

    def _scalar(self, rest: Sequence[Any], _depth: int) -> np.generic:
        name, index = rest
        dtype, _, size = array_layout(name, [])
        value = np.frombuffer(self.buffer(index, size), dtype=dtype)[0]
        assert isinstance(value, np.generic)
        return value

    def _reference(self, rest: Sequence[Any], _depth: int) -> Any:
        (number,) = rest
        if type(number) is not int or not 0 <= number < len(self._memo) or self._memo[number] is _INCOMPLETE:
            raise WireError("a reference to nothing")
        return self._memo[number]

    def _handle_form(self, rest: Sequence[Any], _depth: int) -> Any:
        number, name, is_callable = rest
        if type(number) is not int or type(name) is not str or type(is_callable) is not bool:
            raise WireError("a malformed handle")
        return self._handle(number, name[:200], is_callable)

    def _generator_form(self, rest: Sequence[Any], depth: int) -> Any:
        key, kind, state = rest
        if self._generator is None or type(key) is not int or type(kind) is not str:
            raise WireError("a generator where none can be")
        return self._generator(key, kind, self.decode(state, depth + 1))

    def _integer(self, rest: Sequence[Any], _depth: int) -> int:
        (text,) = rest
        if type(text) is not str or len(text) > MAX_INT_HEX_DIGITS + 1:
            raise WireError("a malformed integer")
        return int(text, 16)

    def _complex(self, rest: Sequence[Any], _depth: int) -> complex:
        real, imaginary = rest
        if type(real) is not float or type(imaginary) is not float:
            raise WireError("a malformed complex number")
        return complex(real, imaginary)

    def _slice(self, rest: Sequence[Any], depth: int) -> slice:
        start, stop, step = rest
        return slice(*(self.decode(part, depth + 1) for part in (start, stop, step)))


def _plain_key(key: Any) -> bool:
    if type(key) is tuple:
        return all(_plain_key(item) for item in key)
    return key is None or type(key) in (bool, int, float, str, bytes)


def array_layout(dtype: Any, shape: Any) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """Check the dtype and shape that a message names; returns them with the size in bytes."""
    if type(dtype) is not str or dtype[:1] not in ("<", "|") or dtype[1:] not in DTYPES:
        raise WireError("an array of a dtype that may not be sent")
    if type(shape) is not list or len(shape) > MAX_DEPTH:
        raise WireError("an array without a shape")
    count = 1
    for length in shape:
        if type(length) is not int or not 0 <= length < 2**48:
            raise WireError("an array with an impossible shape")
        count *= length
    checked = np.dtype(dtype)
    return checked, tuple(shape), count * checked.itemsize


_READERS: dict[str, Callable[[Decoder, Sequence[Any], int], Any]] = {
    "i": Decoder._integer,
    "c": Decoder._complex,
    "l": Decoder._list,
    "t": Decoder._tuple,
    "I": lambda decoder, rest, _: decoder._packed(rest, "<i8"),
    "F": lambda decoder, rest, _: decoder._packed(rest, "<f8"),
    "d": Decoder._dict,
    "s": Decoder._slice,
    "e": lambda _decoder, _rest, _depth: Ellipsis,
    "a": Decoder._array,
    "n": Decoder._scalar,
    "h": Decoder._handle_form,
    "G": Decoder._generator_form,
    "r": Decoder._reference,
}
