"""Random and mutated frames against the judge's side: an exact value, or WireError, and little memory."""

from __future__ import annotations

import random
import tracemalloc
from typing import Any

import msgspec
import numpy as np

from grader.remote import frames
from grader.remote.encoder import Encoder
from grader.remote.handles import Handle
from grader.remote.messages import EffectsForm, Failure, Reply, Request
from grader.remote.outcomes import HarnessOutcome, ProtocolViolation, RemoteError
from grader.remote.session import Observation, Session

FRAMES = 10_000
MEMORY = 64 << 20  # bytes; the frames themselves are below 1 MiB
EXACT = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, slice, type(...), np.ndarray, Handle)


class Canned:
    """A transport whose worker answers with the given frame, whatever is asked."""

    survives = True

    def __init__(self) -> None:
        self.header, self.payload = b"", b""
        self._decoder = msgspec.msgpack.Decoder(Reply)

    def exchange(self, request: Request, buffers: object) -> tuple[Reply, list[memoryview]]:
        del buffers
        try:
            reply = self._decoder.decode(self.header)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise ProtocolViolation from error
        numbered = msgspec.structs.replace(reply, id=request.id)
        return numbered, frames.split_payload(memoryview(bytearray(self.payload)), reply.sizes)

    def cause(self) -> None:
        return None


def seeds() -> list[tuple[bytes, bytes]]:
    """True answers of all kinds to start from."""
    objects: list[object] = []

    def keep(value: object) -> Any:
        objects.append(value)
        return ["h", len(objects), "Thing", False]

    array = np.arange(12.0).reshape(3, 4)
    results: list[Any] = [
        {"W1": array, "b1": array[0], "again": array, 3: (1, 2.5, 2**70, None, True), "s": "é"},
        [np.float32(1), np.bool_(True), 1 + 2j, slice(1, None, 2), ..., b"bytes", b"x" * 2000, object()],
        [list(range(100)), [0.5] * 100, np.zeros((0, 3)), np.array(1), np.asfortranarray(array), [[[[]]]]],
    ]
    found = []
    for number, result in enumerate(results):
        encoder = Encoder(keep, lenient=True)
        form = encoder.encode(result)
        observed = (("numpy.random", b"a", b"b"),)
        effects = EffectsForm((encoder.encode(array),), {"x": encoder.encode(1)}, observed, ("careful",), (True, False))
        sizes = tuple(len(buffer) for buffer in encoder.buffers)
        reply = Reply(1, "value", form, None, effects if number == 1 else None, (), sizes)
        parts, _ = frames.payload_parts(encoder.buffers)
        found.append((msgspec.msgpack.encode(reply), b"".join(parts)))
    failure = Failure("KeyError", "KeyError", "'b1'", ((3, "forward", "x = params['b1']"),))
    found.append((msgspec.msgpack.encode(Reply(1, "error", None, failure, None, (), ())), b""))
    return found


def mutated(content: bytes, source: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(source.choice((1, 1, 2, 4, 16))):
        if not changed:
            break
        place = source.randrange(len(changed))
        match source.randrange(6):
            case 0:
                changed[place] = source.randrange(256)
            case 1:
                del changed[place : place + source.randrange(1, 9)]
            case 2:
                changed[place:place] = changed[place : place + source.randrange(1, 40)]
            case 3:
                changed[place] ^= 1 << source.randrange(8)
            case 4:
                changed[place] = source.choice((0xC0, 0xDC, 0xDD, 0xDE, 0xDF, 0xCF, 0xD3, 0xC6, 0xC9, 0x90, 0x80))
            case _:
                changed[place : place + 1] = source.randbytes(source.randrange(9))
    return bytes(changed)


def exact(value: Any, depth: int = 0) -> bool:
    if isinstance(value, Observation):
        return exact(value.result) and exact(list(value.effects.arguments)) and exact(value.effects.keywords)
    if not (type(value) in EXACT or isinstance(value, np.generic)) or depth > 40:
        return False
    if isinstance(value, (list, tuple)):
        return all(exact(item, depth + 1) for item in value[:200])
    if isinstance(value, dict):
        return all(exact(key) and exact(item, depth + 1) for key, item in value.items())
    return True


def test_a_frame_is_an_exact_value_or_no_answer() -> None:
    source = random.Random(20)
    transport = Canned()
    session = Session(transport, file="student.py")
    starts = seeds()
    ends: dict[str, int] = {}
    tracemalloc.start()
    try:
        for number in range(FRAMES):
            header, payload = starts[number % len(starts)]
            if number % 10 == 9:
                header = source.randbytes(source.randrange(200))
            transport.header = mutated(header, source) if number >= len(starts) else header
            transport.payload = payload if number % 7 else payload[: source.randrange(len(payload) + 1)]
            try:
                if number % 3:
                    result: Any = session.call(None, "f", (), {})
                else:
                    result = session.observe(None, "f", (), {})
                assert exact(result)
                end = "value"
            except (RemoteError, HarnessOutcome) as outcome:
                end = type(outcome).__name__ if isinstance(outcome, HarnessOutcome) else "error"
            ends[end] = ends.get(end, 0) + 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY
    assert set(ends) >= {"value", "error", "ProtocolViolation"}


def test_a_full_header_costs_little_memory() -> None:
    """The most that a header of 1 MiB can be made to hold."""
    transport = Canned()
    session = Session(transport, file="student.py")
    reply = msgspec.msgpack.encode(Reply(1, "value", None, None, None, (), ()))
    start = reply.index(b"value") + 5
    assert reply[start] == 0xC0
    for item in (b"\x90", b"\xc0", b"\xa0", b"\x80", b"\xa1a", b"\xc4\x00", b"\xcb" + bytes(8)):
        count = (frames.MAX_HEADER - 100) // len(item)
        transport.header = reply[:start] + b"\xdd" + count.to_bytes(4, "big") + item * count + reply[start + 1 :]
        tracemalloc.start()
        try:
            try:
                session.call(None, "f", (), {})
            except ProtocolViolation:
                refused = True
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert refused
        assert peak < 2 * MEMORY
