"""Random and mutated frames against the judge's side: an exact value, or WireError, and little memory and time."""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np
import pytest
from fuzzing import MEMORY, SECONDS, Meter, any_answer, exact, source_of, true_answers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.remote import frames, replies
from grader.remote.decoder import Decoder
from grader.remote.handles import Handle
from grader.remote.lines import Lines
from grader.remote.messages import EffectsForm, Failure, Reply, Request
from grader.remote.outcomes import HarnessOutcome, MemoryLimit, ProtocolViolation, RemoteError, WireError
from grader.remote.replies import check_containers, reply_of
from grader.remote.session import Session


class Canned:
    """A transport whose worker answers with the given frame, whatever is asked."""

    survives = True

    def __init__(self) -> None:
        self.header, self.payload = b"", bytearray()

    def exchange(self, request: Request, buffers: object) -> tuple[Reply, list[memoryview]]:
        del buffers
        try:
            reply = reply_of(self.header)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise ProtocolViolation from error
        numbered = msgspec.structs.replace(reply, id=request.id)
        return numbered, frames.split_payload(memoryview(self.payload), reply.sizes)

    def cause(self) -> None:
        return None

    def memory_limit(self, told: str) -> MemoryLimit:
        return MemoryLimit(told)


class Reader:
    """Reads answers to calls; says how each of them ended."""

    def __init__(self) -> None:
        self._transport = Canned()
        self._session = Session(self._transport, lines=Lines("student.py"))

    def read(self, header: bytes, payload: bytes | bytearray, *, observe: bool = False) -> str:
        transport, session = self._transport, self._session
        transport.header = header
        transport.payload = payload if isinstance(payload, bytearray) else bytearray(payload)
        try:
            ask = session.observe if observe else session.call
            assert exact(ask(None, "f", (), {}))
        except HarnessOutcome as outcome:
            return type(outcome).__name__
        except RemoteError:
            return "error"
        return "value"


def test_a_frame_is_an_exact_value_or_no_answer(request: pytest.FixtureRequest) -> None:
    """Any of the frames can be made again by its number."""
    reader, starts = Reader(), true_answers()
    with Meter() as meter:
        for number in range(request.config.getoption("frames")):
            source = source_of(number)
            header, payload = any_answer(source, starts) if number >= len(starts) else starts[number]
            observe = number % 3 == 0
            meter.read(
                number,
                lambda header=header, payload=payload, observe=observe: reader.read(header, payload, observe=observe),
            )
    print(meter)
    assert set(meter.ends) >= {"value", "error", "ProtocolViolation"}


def with_result(form: bytes) -> bytes:
    """A reply whose result is this msgpack text."""
    reply = msgspec.msgpack.encode(Reply(1, "value", None, None, None, (), ()))
    start = reply.index(b"value") + 5
    return reply[:start] + form + reply[start + 1 :]


def full(item: bytes, before: bytes = b"") -> bytes:
    """A reply whose result is as many of these items as a header can hold; `before`: what comes first of the list."""
    count = (frames.MAX_HEADER - 100) // len(item)
    return with_result(before + b"\xdd" + count.to_bytes(4, "big") + item * count)


RAW = {
    "nil": b"\xc0",
    "empty list": b"\x90",
    "empty map": b"\x80",
    "empty text": b"\xa0",
    "letter": b"\xa1a",
    "two letters": b"\xa2ab",
    "emoji": b"\xa4\xf0\x9f\x98\x80",
    "empty bytes": b"\xc4\x00",
    "float": b"\xcb" + bytes(8),
    "number": b"\xcd\x01\x01",
    "map of one": b"\x81\x00\x00",
    "map of a text": b"\x81\xa0\xc0",
    "map of a list": b"\x81\x00\x90",
    "map of two": b"\x82\x00\x00\x01\x00",
    "list of a number": b"\x91\x00",
    "list of a list": b"\x91\x90",
    "list of a list of a number": b"\x91\x91\x00",
    "extension": b"\xd4\x05x",
    "empty extension": b"\xc7\x00\x05",
    "time": b"\xd6\xff\0\0\0\1",
}
TAGGED = [["l", []], ["t", []], ["d", []], ["e"], ["s", 0, 0, 0], ["c", 0.0, 0.0], ["i", "f"], ["n", "|b1", b"\0"]]
TAGGED += [["n", "<f8", bytes(8)], ["h", 1, "", False], ["r", 0], None, "", 2**40, ["l", [["l", []]]]]


def dear_headers() -> Iterator[tuple[str, bytes]]:
    """Headers of nearly 1 MiB, each as dear as one of its kind can be."""
    encode = msgspec.msgpack.encode
    for name, item in RAW.items():
        yield f"{name}, very often", full(item, b"\x92\xa1l")
    for form in TAGGED:
        yield f"{form}, very often", full(encode(form), b"\x92\xa1l")
    for keys in ([*range(160_000)], [number << 40 for number in range(80_000)], [f"{n:x}" for n in range(120_000)]):
        yield (
            f"a dict from {keys[1]!r} on",
            encode(Reply(1, "value", ["d", [[key, None] for key in keys]], None, None, (), ())),
        )
    failure = Failure("", "", "", ((0, "", ""),) * 250_000)
    yield "a long traceback", encode(Reply(1, "error", None, failure, None, (), ()))
    yield "a long message", encode(Reply(1, "error", None, Failure("", "", "\U0001f600" * 250_000, ()), None, (), ()))
    for state in (None, []):
        yield (
            f"many generators in the state {state}",
            encode(Reply(1, "value", None, None, None, ((0, state),) * 330_000, ())),
        )
    for sizes in ((0,) * 10**6, (0,) * 200_000):
        yield f"{len(sizes)} sizes", encode(Reply(1, "value", None, None, None, (), sizes))
    for form, count in (
        (["I", 70_000], 105_000),
        (["b", 70_000], 105_000),
        (["a", "<f8", [0], "C", False, 70_000], 50_000),
    ):
        forms = ["l", [[*form[:-1], number] for number in range(count)]]
        left = (frames.MAX_HEADER - len(encode(forms)) - 100) - count
        for more in (0, left):
            yield (
                f"{count} of {form[0]}, {more} more",
                encode(Reply(1, "value", forms, None, None, (), (0,) * (count + more))),
            )


def dear_effects() -> Iterator[tuple[str, bytes]]:
    fields: dict[str, tuple[Any, ...]] = {
        "arguments": (([],) * 10**6, {}, (), ()),
        "made arguments": ((["l", []],) * 190_000, {}, (), ()),
        "keywords": ((), {f"{n:x}": None for n in range(150_000)}, (), ()),
        "generators": ((), {}, (("random", b"", b""),) * 80_000, ()),
        "warnings": ((), {}, (), ("",) * 10**6),
    }
    for name, values in fields.items():
        effects = EffectsForm(*values, (True, True))
        yield f"effects: {name}", msgspec.msgpack.encode(Reply(1, "value", None, None, effects, (), ()))


DEAREST = re.compile(r"map of a list|^\['[h]'|arguments|sizes")


def test_a_full_header_costs_little(request: pytest.FixtureRequest) -> None:
    """The most that a header of 1 MiB can be made to hold; the dearest of all kinds, and all in a long run."""
    reader, every = Reader(), request.config.getoption("frames") > 10_000
    with Meter() as meter:
        for observe, headers in ((False, dear_headers()), (True, dear_effects())):
            for name, header in headers:
                assert len(header) <= frames.MAX_HEADER, name
                if every or DEAREST.search(name):
                    meter.read(name, lambda header=header, observe=observe: reader.read(header, b"", observe=observe))
    print(meter)


@pytest.mark.parametrize("tag", ["F", "I", "b", "a", "bools"])
def test_a_full_payload_costs_no_more_than_a_payload(tag: str) -> None:
    """What it becomes and the payload itself are together no more than the largest payload."""
    each = {"F": 8 / 48, "I": 8 / 48, "b": 1 / 2, "a": 1.0, "bools": 1.0}[tag]
    size = int(frames.MAX_PAYLOAD * each) // 1024 * 1024
    forms = {"a": ["a", "<f8", [size // 1024, 128], "F", False, 0], "bools": ["a", "|b1", [size], "C", True, 0]}
    header = msgspec.msgpack.encode(Reply(1, "value", forms.get(tag, [tag, 0]), None, None, (), (size,)))
    payload = bytearray(size)
    if tag == "I":
        np.frombuffer(payload, dtype="<i8")[:] = np.arange(size // 8) + 2**40
    copied = time_of(lambda: bytearray(bytes(frames.MAX_PAYLOAD)))
    reader = Reader()
    assert time_of(lambda: reader.read(header, payload)) < SECONDS + copied
    tracemalloc.start()
    try:
        assert reader.read(header, payload) == "value"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak + size < frames.MAX_PAYLOAD + MEMORY


def time_of(act: Callable[[], object]) -> float:
    begin = time.process_time()
    act()
    return time.process_time() - begin


MSGPACK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(max_size=300)
    | st.builds(msgspec.msgpack.Ext, st.integers(-128, 127).filter(lambda code: code != -1), st.binary(max_size=20)),
    lambda items: st.lists(items, max_size=20) | st.dictionaries(st.text(max_size=3), items, max_size=20),
    max_leaves=60,
)  # fmt: skip


def containers(value: Any) -> int:
    if isinstance(value, dict):
        return 2 + sum(map(containers, value.values()))
    return 1 + sum(map(containers, value)) if isinstance(value, list) else 0


@given(MSGPACK)
def test_lists_are_counted_right(value: Any) -> None:
    header, count = msgspec.msgpack.encode(value), containers(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replies, "MAX_CONTAINERS", count)
        check_containers(header)
        assert replies._at_most(header) >= count
        patch.setattr(replies, "MAX_CONTAINERS", count - 1)
        if count:
            with pytest.raises(WireError):
                check_containers(header)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_msgpack_can_be_counted(header: bytes) -> None:
    try:
        check_containers(header)
    except WireError:
        assert any(first >= 0x80 for first in header)


def test_the_most_lists_that_are_true_can_be_sent() -> None:
    """As many values as a message may hold, in the forms that take most lists."""
    for form in (["l", []], ["d", []], ["t", []]):
        header = msgspec.msgpack.encode(Reply(1, "value", ["l", [form] * 199_999], None, None, (), ()))
        assert Reader().read(header, b"") == "value"


NUMBERS = st.integers(-3, 12) | st.sampled_from([2**31, 2**40, 2**63 - 1, -(2**63), 2**64 - 1])
WORDS = st.sampled_from(
    ["<f8", "|b1", "|u1", "<i8", "<c16", "|O8", "<U4", "C", "F", "A", "ff", "-0x1f", "1_0", "zz", "", "PCG64"]
) | st.text(max_size=5)
LEAVES = st.none() | st.booleans() | NUMBERS | st.floats() | WORDS | st.binary(max_size=20) | st.just(float("nan"))
TAGS = st.sampled_from(["i", "c", "b", "l", "t", "I", "F", "d", "s", "e", "a", "n", "T", "h", "G", "r", "x"])


def tagged(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists with and without a tag; those with one often have what belongs to it."""
    several = st.lists(items, max_size=5)
    index, shape = st.integers(-1, 5), st.lists(st.integers(-1, 6) | NUMBERS, max_size=3)
    return st.one_of(
        several,
        st.builds(lambda tag, rest: [tag, *rest], TAGS, several),
        st.builds(lambda tag, inner: [tag, inner], st.sampled_from("lt"), several),
        st.builds(lambda pairs: ["d", pairs], st.lists(st.lists(items, min_size=2, max_size=2) | items, max_size=4)),
        st.builds(lambda tag, number: [tag, number], st.sampled_from("bIFr"), index | items),
        st.builds(lambda *rest: ["a", *rest], WORDS, shape, st.sampled_from("CFK"), st.booleans(), index),
        st.builds(lambda *rest: ["n", *rest], WORDS, st.binary(max_size=16)),
        st.builds(lambda *rest: ["s", *rest], items, items, items),
        st.builds(lambda *rest: ["h", *rest], NUMBERS, WORDS, st.booleans()),
        st.builds(lambda *rest: ["i", *rest], WORDS),
        st.dictionaries(WORDS, items, max_size=2),
    )


FORMS = st.recursive(LEAVES, tagged, max_leaves=25)
BUFFERS = st.lists(st.binary(max_size=64) | st.integers(0, 6).map(lambda count: bytes(8 * count)), max_size=5)


@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(FORMS, BUFFERS, st.sampled_from([0, 64, 1000, 1 << 28]))
def test_any_form_is_an_exact_value_or_refused(form: Any, buffers: list[bytes], most: int) -> None:
    """Of any shape: with tags in wrong places, buffers that are used twice, references to what is still read."""
    kept = [memoryview(bytearray(buffer)) for buffer in buffers]
    session = Session(Canned(), lines=Lines("student.py"))
    decoder = Decoder(kept, handle=lambda number, name, _: Handle(session, number, name), max_bytes=most)
    try:
        value = decoder.decode(form)
    except WireError:
        return
    assert exact(value)
