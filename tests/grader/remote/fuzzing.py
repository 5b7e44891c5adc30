"""Frames that no worker of ours sends, and a meter for what each of them costs whoever reads it."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from grader.remote import frames
from grader.remote.encoder import Encoder
from grader.remote.handles import Handle
from grader.remote.messages import EffectsForm, Failure, Reply
from grader.remote.session import Observation

SEED = 20
MEMORY = 64 << 20  # bytes, beside the payload that is announced
SECONDS = 1.0  # of CPU time, so that a busy machine makes no difference
EXACT = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, slice, type(...), np.ndarray, Handle)

# First bytes of msgpack items: nil, long texts, lists, maps, extensions, numbers.
_TELLING = (0xC0, 0xC1, 0xDC, 0xDD, 0xDE, 0xDF, 0xCF, 0xD3, 0xC6, 0xC9, 0xC7, 0xD4, 0xD6, 0xD8, 0xDB, 0xCB, 0x90, 0x80)
_NUMBERS = (0, 1, -1, 2, 31, 64, 2**31, 2**32 - 1, 2**48, 2**63 - 1, -(2**63), 2**64 - 1)
_TAGS = ("i", "c", "b", "l", "t", "I", "F", "d", "s", "e", "a", "n", "T", "h", "G", "r", "x", "")
_TEXTS = ("", "<f8", "|b1", "<i8", "|u1", ">f8", "|O8", "C", "F", "ff", "-f", "zz", "PCG64", "W1", "\U0001f600", "\0")


def source_of(number: int, seed: int = SEED) -> random.Random:
    """The randomness of frame `number`, so that any one can be made again without the others."""
    return random.Random(seed * 10**9 + number)


def true_answers() -> list[tuple[bytes, bytes]]:
    """True answers of all kinds to start from: header and payload."""
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
    for _ in range(source.choice((1, 1, 1, 2, 16))):
        if not changed:
            break
        place = source.randrange(len(changed))
        match source.randrange(7):
            case 0:
                changed[place] = source.randrange(256)
            case 1:
                del changed[place : place + source.randrange(1, 9)]
            case 2:
                changed[place:place] = changed[place : place + source.randrange(1, 40)]
            case 3:
                changed[place] ^= 1 << source.randrange(8)
            case 4:
                changed[place] = source.choice(_TELLING)
            case 5:  # a length without end
                changed[place : place + 1] = bytes([source.choice(_TELLING)]) + source.choice(
                    (b"\xff" * 4, b"\x7f" * 8)
                )
            case _:
                changed[place : place + 1] = source.randbytes(source.randrange(9))
    return bytes(changed)


def made_up(source: random.Random, depth: int = 0) -> Any:
    """A form, or something like one, that msgpack can hold."""
    kind = source.randrange(10)
    if kind < 3 or depth > 6:
        return source.choice((None, True, 0.5, float("nan"), b"", b"12345678", msgspec.msgpack.Ext(5, b"x")))
    if kind == 3:
        return source.choice(_NUMBERS)
    if kind == 4:
        return source.choice(_TEXTS)
    items = [made_up(source, depth + 1) for _ in range(source.choice((0, 1, 1, 2, 2, 3, 5, 6)))]
    if kind < 8:
        return [source.choice(_TAGS), *items]
    return [source.choice("ltd"), items] if kind == 8 else items


def repeated(source: random.Random) -> Any:
    """One small thing very often: what is cheap to say and dear to read."""
    item = made_up(source, 4)
    return [source.choice("ltdIx"), [item] * source.choice((1000, 10_000, 100_000))]


def announced(source: random.Random) -> tuple[bytes, bytes]:
    """A reply of the right form whose fields are made up; header and payload."""
    dear = source.randrange(2000) == 0
    form = repeated(source) if dear else made_up(source)
    sizes = [source.choice((0, 1, 8, 16, 64, 100, *_NUMBERS[-6:])) for _ in range(source.choice((0, 1, 2, 9)))]
    effects: Any = None
    if source.randrange(3) == 0:
        digests = [["numpy.random", b"a", made_up(source, 6)]] if source.randrange(4) == 0 else []
        effects = [[made_up(source, 3)], {"x": made_up(source, 5)}, digests, ["w"], [True, source.choice((True, None))]]
    failure = (
        [*source.choices(_TEXTS, k=3), [[source.choice(_NUMBERS), "f", "x"]]] if source.randrange(3) == 0 else None
    )
    states = [[source.choice(_NUMBERS), made_up(source, 3)]] if source.randrange(6) == 0 else []
    status = source.choice(("value", "value", "value", "value", "error", "memory", "too_large", "passed"))
    number = source.choice((1, 1, 1, 1, 1, 1, 1, 1, 2, 0, *_NUMBERS))
    reply = [number, status, form, failure, effects, states, sizes]
    if source.randrange(20) == 0:
        del reply[source.randrange(7)]
    whole = sum(frames.padded(size) for size in sizes if 0 <= size <= 100)
    return msgspec.msgpack.encode(reply), source.randbytes(whole)[: None if source.randrange(5) else whole // 2]


def any_answer(source: random.Random, starts: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """Header and payload: random, a true answer with faults, or one that is made up."""
    kind = source.randrange(10)
    if kind == 0:
        return source.randbytes(source.randrange(200)), source.randbytes(source.randrange(100))
    if kind < 6:
        header, payload = source.choice(starts)
        header = mutated(header, source) if source.randrange(10) else header
        return header, payload if source.randrange(7) else payload[: source.randrange(len(payload) + 1)]
    return announced(source)


def exact(value: Any, depth: int = 0) -> bool:
    if isinstance(value, Observation):
        return exact(value.result) and exact(list(value.effects.arguments)) and exact(value.effects.keywords)
    if not (type(value) in EXACT or isinstance(value, np.generic)) or depth > 40:
        return False
    if isinstance(value, (list, tuple)):
        return all(exact(item, depth + 1) for item in value[:200])
    if isinstance(value, dict):
        return all(exact(key) and exact(item, depth + 1) for key, item in list(value.items())[:200])
    if isinstance(value, slice):
        return all(exact(part, depth + 1) for part in (value.start, value.stop, value.step))
    return not isinstance(value, (np.ndarray, np.generic)) or value.dtype.kind in "biufc"


@dataclass
class Meter:
    """What reading costs, frame by frame; the worst of all, and which they were.

    Counting memory makes everything several times slower: what takes long is read once more without.
    """

    seed: int = SEED
    memory: int = 0
    memory_of: object = None
    seconds: float = 0.0
    seconds_of: object = None
    ends: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Meter:
        tracemalloc.start()
        return self

    def __exit__(self, *_: object) -> None:
        tracemalloc.stop()

    def read(self, which: object, read: Callable[[], str], *, payload: int = 0) -> None:
        """Call `read` once; `payload`: bytes that are announced and do not count."""
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        begin = time.process_time()
        end = read()
        seconds = time.process_time() - begin
        memory = tracemalloc.get_traced_memory()[1] - before - payload
        if seconds > SECONDS / 2:
            tracemalloc.stop()
            begin = time.process_time()
            read()
            seconds = time.process_time() - begin
            tracemalloc.start()
        if memory > self.memory:
            self.memory, self.memory_of = memory, which
        if seconds > self.seconds:
            self.seconds, self.seconds_of = seconds, which
        self.ends[end] = self.ends.get(end, 0) + 1
        assert memory < MEMORY, f"frame {which}: {self}"
        assert seconds < SECONDS, f"frame {which}: {self}"

    def __str__(self) -> str:
        return (
            f"the most memory was {self.memory / 2**20:.2f} MiB (frame {self.memory_of}), the most CPU time "
            f"{self.seconds:.3f} s (frame {self.seconds_of}), seed {self.seed}; ends: {self.ends}"
        )
