"""From forms on the wire to exact Python values; whatever the bytes say, nothing else comes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from grader.remote.frames import padded
from grader.remote.outcomes import WireError
from grader.remote.values import (
    BYTES_HELD,
    MAX_DEPTH,
    MAX_INT_HEX_DIGITS,
    PACKED_ITEM_BYTES,
    Budget,
    Buffer,
    Wire,
    array_layout,
    claimed_size,
)

_MALFORMED = (TypeError, ValueError, IndexError, OverflowError, KeyError, RuntimeError)


class Decoder:
    """Wire forms to exact Python values. One Decoder is one message. Anything malformed is a WireError.

    `handle(id, type name, callable)` and `generator(key, kind, state)` make what stands for those two.
    Arrays are views of the message's own buffers, which nobody else holds; each buffer is used once.
    """

    extensions: ClassVar[dict[str, Callable[[Decoder, Sequence[Any]], Any]]] = {}

    def __init__(
        self,
        buffers: Sequence[Buffer],
        *,
        handle: Callable[[int, str, bool], Any],
        generator: Callable[[int, str, Any], Any] | None = None,
        max_bytes: int = 1 << 40,
    ) -> None:
        self._buffers: list[Buffer | None] = list(buffers)
        self._handle = handle
        self._generator = generator
        self._memo: list[tuple[Any, int, int] | None] = []  # value, nodes, bytes; None while it is read
        self._budget = Budget(max_bytes)

    @property
    def weight(self) -> int:
        """Bytes that the values decoded so far take in memory, roughly."""
        return self._budget.size + 64 * self._budget.nodes

    def decode(self, form: Wire, depth: int = 0) -> Any:
        self._budget.spend(1)
        if form is None or isinstance(form, (bool, int, float, str, bytes)):
            return form
        if depth > MAX_DEPTH:
            raise WireError("too deeply nested values")
        if type(form) is not list or not form or type(form[0]) is not str:
            raise WireError("a value without a tag")
        tag, *rest = form
        try:
            read = _READERS.get(tag)
            if read is not None:
                return read(self, rest, depth)
            once = _READERS_ONCE.get(tag)
            if once is not None:
                return self._once(lambda: once(self, rest, depth))
            extension = Decoder.extensions.get(tag)
            if extension is not None:
                return self._once(lambda: extension(self, rest))
        except _MALFORMED as error:
            raise WireError(f"a malformed {tag!r} value") from error
        raise WireError("a value with an unknown tag")

    def array(self, name: Any, shape: Any, index: Any, order: str = "C") -> npt.NDArray[Any]:
        """A writable array of the buffer's bytes."""
        dtype, dimensions, size = array_layout(name, shape)
        buffer = self._taken(index)
        if len(buffer) != size:
            raise WireError("a buffer of the wrong size")
        self._budget.spend(0, max(padded(size), claimed_size(dimensions, dtype.itemsize)))
        flat = np.frombuffer(buffer, dtype=dtype)
        _check_bools(flat)
        array = flat.reshape(dimensions[::-1]).T if order == "F" else flat.reshape(dimensions)
        return array if array.flags.writeable else array.copy(order="F" if order == "F" else "C")

    def _once(self, read: Callable[[], Any]) -> Any:
        """Read a value that may be referred to later."""
        slot = len(self._memo)
        self._memo.append(None)
        nodes, size = self._budget.nodes, self._budget.size
        value = read()
        self._memo[slot] = (value, self._budget.nodes - nodes, self._budget.size - size)
        return value

    def _taken(self, index: Any) -> Buffer:
        if type(index) is not int or not 0 <= index < len(self._buffers):
            raise WireError("a buffer that is not there")
        buffer, self._buffers[index] = self._buffers[index], None
        if buffer is None:
            raise WireError("a buffer that is used twice")
        return buffer

    def _list(self, rest: Sequence[Any], depth: int) -> list[Any]:
        (items,) = rest
        if type(items) is not list:
            raise WireError("a sequence that is not one")
        return [self.decode(item, depth + 1) for item in items]

    def _tuple(self, rest: Sequence[Any], depth: int) -> tuple[Any, ...]:
        return tuple(self._list(rest, depth))

    def _dict(self, rest: Sequence[Any], depth: int) -> dict[Any, Any]:
        (pairs,) = rest
        value: dict[Any, Any] = {}
        for pair in pairs:
            if type(pair) is not list:
                raise WireError("a dict that is not one")
            key_form, item_form = pair
            key = self.decode(key_form, depth + 1)
            if not self._budget.plain_key(key):
                raise WireError("a dict key that may not be one")
            value[key] = self.decode(item_form, depth + 1)
        return value

    def _packed(self, rest: Sequence[Any], dtype: str) -> list[Any]:
        (index,) = rest
        buffer = self._taken(index)
        self._budget.spend(0, max(padded(len(buffer)), len(buffer) // 8 * PACKED_ITEM_BYTES))
        items: list[Any] = np.frombuffer(buffer, dtype=dtype).tolist()
        return items

    def _bytes(self, rest: Sequence[Any], _depth: int) -> bytes:
        (index,) = rest
        buffer = self._taken(index)
        self._budget.spend(0, max(padded(len(buffer)), BYTES_HELD * len(buffer)))
        return bytes(buffer)

    def _array(self, rest: Sequence[Any], _depth: int) -> npt.NDArray[Any]:
        name, shape, order, readonly, index = rest
        if type(readonly) is not bool or order not in ("C", "F"):
            raise WireError("a malformed array")
        array = self.array(name, shape, index, order)
        array.flags.writeable = not readonly
        return array

    def _scalar(self, rest: Sequence[Any], _depth: int) -> np.generic:
        name, content = rest
        dtype, _, size = array_layout(name, [])
        if type(content) is not bytes or len(content) != size:
            raise WireError("a malformed number")
        flat = np.frombuffer(content, dtype=dtype)
        _check_bools(flat)
        value: np.generic = flat[0]
        return value

    def _reference(self, rest: Sequence[Any], _depth: int) -> Any:
        (number,) = rest
        if type(number) is not int or not 0 <= number < len(self._memo):
            raise WireError("a reference to nothing")
        known = self._memo[number]
        if known is None:
            raise WireError("a container that holds itself")
        value, nodes, size = known
        self._budget.spend(nodes, size)
        return value

    def _handle_form(self, rest: Sequence[Any], _depth: int) -> Any:
        number, name, is_callable = rest
        if type(number) is not int or type(name) is not str or type(is_callable) is not bool:
            raise WireError("a malformed handle")
        return self._handle(number, name[:100], is_callable)

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


def _check_bools(array: npt.NDArray[Any]) -> None:
    """A truth value is one byte, 0 or 1; of any other, what numpy and torch do is not defined."""
    if array.dtype == np.bool_ and array.size and array.view(np.uint8).max() > 1:
        raise WireError("a truth value that is neither true nor false")


_READERS: dict[str, Callable[[Decoder, Sequence[Any], int], Any]] = {
    "i": Decoder._integer,
    "c": Decoder._complex,
    "b": Decoder._bytes,
    "s": Decoder._slice,
    "e": lambda _decoder, _rest, _depth: Ellipsis,
    "n": Decoder._scalar,
    "r": Decoder._reference,
}
_READERS_ONCE: dict[str, Callable[[Decoder, Sequence[Any], int], Any]] = {
    "l": Decoder._list,
    "t": Decoder._tuple,
    "I": lambda decoder, rest, _: decoder._packed(rest, "<i8"),
    "F": lambda decoder, rest, _: decoder._packed(rest, "<f8"),
    "d": Decoder._dict,
    "a": Decoder._array,
    "h": Decoder._handle_form,
    "G": Decoder._generator_form,
}
