"""What goes in comes out: every value that can be sent, and what a worker makes of those that extend them."""

from __future__ import annotations

import enum
from collections import Counter, OrderedDict, defaultdict, namedtuple
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.remote.decoder import Decoder
from grader.remote.encoder import Encoder
from grader.remote.frames import MAX_PAYLOAD
from grader.remote.values import DTYPES, MAX_NODES, TooLarge, Unencodable

Pair = namedtuple("Pair", "first second")


class Kept:
    """What a worker keeps stands for the object itself here."""

    def __init__(self, value: object) -> None:
        self.value = value


def sent(value: Any, *, lenient: bool = True, max_bytes: int = MAX_PAYLOAD) -> Any:
    """The value after a journey: encoded, packed, unpacked and decoded."""
    objects: list[Any] = []

    def keep(kept: Any) -> Any:
        objects.append(kept)
        return ["h", len(objects) - 1, type(kept).__name__, callable(kept)]

    encoder = Encoder(keep, lenient=lenient, max_bytes=max_bytes)
    form = msgspec.msgpack.decode(msgspec.msgpack.encode(encoder.encode(value)))
    buffers = [memoryview(bytearray(buffer)) for buffer in encoder.buffers]
    return Decoder(buffers, handle=lambda number, _name, _: Kept(objects[number]), max_bytes=max_bytes).decode(form)


def same(before: Any, after: Any) -> bool:
    """Equal in type and to the last bit, arrays in dtype, shape, order and flags too."""
    if type(before) is not type(after):
        return False
    if isinstance(before, np.ndarray):
        return (
            before.dtype.newbyteorder("<") == after.dtype
            and before.shape == after.shape
            and before.astype(after.dtype).tobytes() == after.tobytes()
            and before.flags.writeable == after.flags.writeable
        )
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(same, before, after))
    if isinstance(before, dict):
        return list(map(repr, before)) == list(map(repr, after)) and all(map(same, before.values(), after.values()))
    if isinstance(before, (float, complex, np.generic)):
        return np.asarray(before).tobytes() == np.asarray(after).tobytes()
    return bool(before == after)


dtypes = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda name: st.sampled_from([np.dtype(f"<{name}"), np.dtype(f">{name}")])
)
shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)


def _layouts(array: npt.NDArray[Any]) -> st.SearchStrategy[npt.NDArray[Any]]:
    """The array in C order, in Fortran order, seen backwards, and read-only."""
    frozen = array.copy()
    frozen.flags.writeable = False
    return st.sampled_from([array, np.asfortranarray(array), array[..., ::-1] if array.ndim else array, frozen])


arrays = hnp.arrays(dtypes, shapes, elements=None).flatmap(_layouts)
scalars = hnp.arrays(dtypes.map(lambda dtype: dtype.newbyteorder("<")), ()).map(lambda array: array[()])
keys = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary())
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(), st.binary(), arrays, scalars,
    st.just(...), st.builds(slice, st.none() | st.integers(), st.none() | st.integers(), st.none() | st.integers()),
    st.lists(st.floats(), max_size=80), st.lists(st.integers(-(2**63), 2**63 - 1), max_size=80),
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.lists(inner, max_size=6).map(tuple),
        st.dictionaries(keys | st.tuples(keys, keys), inner, max_size=6),
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(values)
def test_a_plain_value_arrives_as_it_was_sent(value: Any) -> None:
    assert same(value, sent(value, lenient=False))


@settings(max_examples=60, deadline=None)
@given(values)
def test_a_worker_sends_plain_values_alike(value: Any) -> None:
    assert same(value, sent(value, lenient=True))


def test_nan_keeps_its_payload() -> None:
    bits = np.array([0x7FF8000000000123, 0xFFF0000000000001], dtype=np.uint64)
    assert sent(bits.view(np.float64)).tobytes() == bits.tobytes()
    assert np.float64(sent(float(bits.view(np.float64)[0]))).tobytes() == bits[:1].tobytes()


def test_fortran_order_and_read_only_arrive() -> None:
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    array.flags.writeable = False
    flags = sent(array).flags
    assert (flags.f_contiguous, flags.c_contiguous, flags.writeable, flags.aligned) == (True, False, False, True)


def test_the_same_object_twice_is_one_object() -> None:
    array, inner = np.zeros(3), [1]
    first, second, rows = sent((array, array, [inner, inner]))
    assert first is second
    assert rows[0] is rows[1]


def test_an_object_kept_is_kept_once_in_a_message() -> None:
    thing = object()
    first, second = sent([thing, thing])
    assert first is second
    assert first.value is thing


class Int(int):
    def __int__(self) -> int:
        return 99

    __index__ = __int__


class Float(float):
    def __float__(self) -> float:
        return 99.0


class Str(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "other"

    def encode(self, *_: object, **__: object) -> bytes:
        return b"other"


class List(list[Any]):
    def __iter__(self) -> Any:
        return iter([99])

    def __len__(self) -> int:
        return 99


class Dict(dict[Any, Any]):
    def items(self) -> Any:
        return [("other", 99)]


class Array(np.ndarray[Any, Any]):
    def __array__(self, *_: object, **__: object) -> Any:
        return np.zeros(99)

    @property
    def shape(self) -> Any:
        return (99,)

    @property
    def dtype(self) -> Any:
        return np.dtype("f4")


class Colour(enum.IntEnum):
    RED = 3


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Int(3), 3),
        (Int(2**70), 2**70),
        (Float(2.5), 2.5),
        (Str("said"), "said"),
        (np.str_("said"), "said"),
        (List([1, 2]), [1, 2]),
        (Dict(a=1), {"a": 1}),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(list, a=1), {"a": 1}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (Pair(1, 2), (1, 2)),
        (Colour.RED, 3),
        (np.ones(2).view(Array), np.ones(2)),
        ({np.int64(3): 1, np.str_("b"): 2, Int(4): 3}, {3: 1, "b": 2, 4: 3}),
        ({(np.int64(1), Int(2)): 1}, {(1, 2): 1}),
        ("\udc80a", "\\udc80a"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_worker_sends_what_a_subclass_extends(value: Any, plain: Any) -> None:
    assert same(plain, sent(value, lenient=True))


class Pretender:
    """Says that it is an array."""

    __class__ = np.ndarray  # type: ignore[assignment]
    dtype = np.dtype("f8")
    shape = (2,)

    def __array__(self, *_: object, **__: object) -> Any:
        return np.zeros(2)


class Everything(type):
    """A class of this kind is equal to all classes."""

    def __hash__(cls) -> int:
        return hash(np.ndarray)

    def __eq__(cls, other: object) -> bool:
        return True


class Anything(metaclass=Everything):
    pass


@pytest.mark.parametrize(
    "value",
    [
        Pretender(),
        Anything(),
        {Anything(): 1},
        object(),
        np.array([object(), 1], dtype=object),
        np.array(["a", "b"]),
        np.zeros(2, dtype=[("a", "f8"), ("b", "i4")]),
        np.zeros(2, dtype=np.longdouble),
        np.longdouble(1),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        {1, 2},
        range(3),
        1 << 20_000,
        {object(): 1},
        {frozenset([1]): 1},
        {("a", object()): 1},
        {(i, -i): i for i in range(2000)},
        len,
        Pretender,
        np,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_plain_form_stays(value: Any) -> None:
    """Alone and among others; the others arrive."""
    assert sent(value).value is value
    before, kept, after = sent([1.5, value, "b"])
    assert (before, kept.value is value, after) == (1.5, True, "b")


@pytest.mark.parametrize("value", [Int(3), Pair(1, 2), OrderedDict(a=1), np.ones(2).view(Array), object(), len])
def test_the_judge_sends_exact_types_only(value: Any) -> None:
    def refuse(value: Any) -> Any:
        raise Unencodable(type(value).__name__)

    with pytest.raises(Unencodable):
        Encoder(refuse, lenient=False).encode([value])


def _self_containing() -> list[Any]:
    value: list[Any] = [1]
    value.append({"a": (value,)})
    return value


def _deep() -> list[Any]:
    value: list[Any] = []
    for _ in range(50):
        value = [value]
    return value


def _amplified() -> list[Any]:
    """Ten to the thirtieth items in 30 lists."""
    value: list[Any] = [None] * 10
    for _ in range(29):
        value = [value] * 10
    return value


@pytest.mark.parametrize("value", [_self_containing(), _deep(), [None] * (MAX_NODES + 1), _amplified()])
def test_what_is_endless_deep_or_many_is_not_sent(value: Any) -> None:
    with pytest.raises(Unencodable):
        sent(value)


@pytest.mark.parametrize(
    "value",
    [
        np.broadcast_to(np.float64(1), (10**9,)),
        [np.broadcast_to(np.float64(1), (1 << 16,)) for _ in range(9)],
        [np.zeros(1 << 16)] * 9,
        np.zeros((0, 10**9)),
        [1.0] * ((4 << 20) // 40 + 1),
    ],
    ids=["view", "views", "the same array again", "empty but wide", "packed list"],
)
def test_what_is_large_is_refused_before_it_is_written(value: Any) -> None:
    with pytest.raises(TooLarge):
        sent(value, max_bytes=4 << 20)
