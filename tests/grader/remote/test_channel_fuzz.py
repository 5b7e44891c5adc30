"""Streams of bytes that no worker of ours sends, through the real channel: an answer or an outcome, nothing taken."""

from __future__ import annotations

import contextlib
import os
import queue
import random
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fuzzing import MEMORY, Meter, any_answer, exact, source_of, true_answers

from grader.course import Limits
from grader.remote import frames
from grader.remote.channel import Channel
from grader.remote.lines import Lines
from grader.remote.messages import Reply
from grader.remote.outcomes import Crash, HarnessOutcome, ProtocolViolation, RemoteError, Timeout
from grader.remote.session import Session
from grader.sandbox.box import Process
from grader.sandbox.ends import Exit

SIZES = (0, 1, 12, 13, 64, 4096, 2**16, frames.MAX_HEADER, frames.MAX_HEADER + 1, 2**31, 2**32 - 1)
PAYLOADS = (*SIZES, frames.MAX_PAYLOAD + 1, 2**40, 2**60, 2**63, 2**64 - 1)
SEED = 21
WAIT = 0.02  # seconds for who says nothing more


class Gone:
    """A sandbox whose process ended by itself, or (`lasting`) did not."""

    def __init__(self) -> None:
        self.lasting = False

    def exit_of(self, _process: Process) -> Exit | None:
        return None if self.lasting else Exit(True, None, 0, 0.0, 0.0)

    def end(self, _process: Process, *, idle: bool) -> Exit:
        del idle
        return Exit(not self.lasting, None, None if self.lasting else 0, 0.0, 0.0)


class Wire:
    """One process's ends, the far one in our hands: what is sent there is what the judge reads."""

    def __init__(self) -> None:
        self._open = contextlib.ExitStack()
        ours, self.far = socket.socketpair()
        self.output, self.output_end = os.pipe()
        self.control, self.control_end = os.pipe()
        os.set_blocking(self.output, False)
        for descriptor in (self.output, self.output_end, self.control, self.control_end):
            self._open.callback(os.close, descriptor)
        self._open.enter_context(ours)
        self._open.callback(self.far.close)
        self.far.setblocking(False)
        self.sandbox = Gone()
        process = Process(1, ours, self.output, self.control)
        self.channel = Channel(
            self.sandbox,  # type: ignore[arg-type]  # what a channel asks of a sandbox
            process,
            Limits(),
            seconds=2.0,
        )

    def close(self) -> None:
        self._open.close()


class Dripper:
    """A thread that sends pieces one after the other, as a process can while the judge reads."""

    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[tuple[socket.socket, list[bytes], bool] | None] = queue.SimpleQueue()
        self._unread = threading.Event()
        self._done = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def send(self, end: socket.socket, pieces: list[bytes], *, close: bool) -> None:
        self._unread.clear()
        self._orders.put((end, pieces, close))

    def finish(self) -> None:
        """Nobody reads any more: when this returns the other end is no longer used."""
        self._unread.set()
        self._done.acquire()

    def stop(self) -> None:
        self._orders.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (order := self._orders.get()) is not None:
            end, pieces, close = order
            with contextlib.suppress(OSError):
                for piece in pieces:
                    self._send(end, piece)
                if close:
                    end.shutdown(socket.SHUT_RDWR)
            self._done.release()

    def _send(self, end: socket.socket, piece: bytes) -> None:
        while piece and not self._unread.is_set():
            try:
                piece = piece[end.send(piece) :]
            except BlockingIOError:
                time.sleep(0.0005)


@pytest.fixture
def dripper() -> Iterator[Dripper]:
    made = Dripper()
    yield made
    made.stop()


def frame(header: bytes, payload: bytes) -> bytes:
    return frames.PREFIX.pack(len(header), len(payload)) + header + payload


def stream(source: random.Random, starts: list[tuple[bytes, bytes]]) -> bytes:
    """One frame or several, true, false or damaged, or something else."""
    kind = source.randrange(12)
    if kind == 0:
        return source.randbytes(source.randrange(400))
    if kind == 1:  # claims
        header, payload = any_answer(source, starts)
        return frames.PREFIX.pack(source.choice(SIZES), source.choice(PAYLOADS)) + header + payload
    content = b"".join(frame(*any_answer(source, starts)) for _ in range(source.choice((1, 1, 1, 1, 2, 3))))
    if kind == 2:
        return content[: source.randrange(len(content) + 1)]
    if kind == 3:
        return content + source.randbytes(source.randrange(1, 40))
    if kind == 4:  # the prefix itself
        changed = bytearray(content)
        changed[source.randrange(frames.PREFIX.size)] = source.randrange(256)
        return bytes(changed)
    return content


def claimed(content: bytes) -> int:
    """What the first prefix says of the payload, where a judge makes room for it."""
    if len(content) < frames.PREFIX.size:
        return 0
    header, payload = frames.PREFIX.unpack_from(content)
    return payload if header <= frames.MAX_HEADER and payload <= frames.MAX_PAYLOAD else 0


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a million times


def converse(session: Session, source: random.Random) -> str:
    """Two calls, as a test makes them; how the first ended."""
    ends = []
    for _ in range(2):
        try:
            match source.randrange(8):
                case 0:
                    assert session.report is not None
                case 1:
                    assert exact(session.observe(None, "f", (), {}))
                case _:
                    assert exact(session.call(None, "f", (), {}))
            ends.append("value")
        except RemoteError:
            ends.append("error")
        except HarnessOutcome as outcome:
            ends.append(type(outcome).__name__)
    return ends[0]


def test_a_stream_is_an_answer_or_an_outcome(request: pytest.FixtureRequest, dripper: Dripper) -> None:
    """Any stream can be made again by its number. What is read in pieces, or not to its end, comes to the same."""
    starts = true_answers()
    with Path(os.devnull).open("rb") as given, Meter(SEED) as meter:
        for number in range(request.config.getoption("frames")):
            meter.read(
                number,
                lambda number=number: one_stream(number, starts, dripper, given.fileno()),
                payload=room(number, starts),
            )
    print(meter)
    assert set(meter.ends) >= {"value", "error", "ProtocolViolation", "Crash"}


def room(number: int, starts: list[tuple[bytes, bytes]]) -> int:
    return claimed(stream(source_of(number, seed=SEED), starts))


def one_stream(number: int, starts: list[tuple[bytes, bytes]], dripper: Dripper, given: int) -> str:
    source = source_of(number, seed=SEED)
    content = stream(source, starts)
    wire = Wire()
    try:
        before = descriptors()
        dripping = source.randrange(100) == 0
        lasting = source.randrange(200) == 0
        wire.sandbox.lasting = lasting
        if lasting:
            wire.channel._left = WAIT
        if dripping:
            size = source.choice((1, 3, 100))
            pieces = [content[start : start + size] for start in range(0, min(len(content), 3000), size)]
            dripper.send(wire.far, pieces, close=not lasting)
        else:
            with contextlib.suppress(BlockingIOError):
                if source.randrange(8) == 0:
                    several = [given] * source.choice((1, 3, 250))
                    socket.send_fds(wire.far, [content or b"x"], several)
                else:
                    wire.far.send(content)
            if not lasting:
                wire.far.shutdown(socket.SHUT_WR)
        session = Session(wire.channel, lines=Lines("student.py"))
        end = converse(session, source)
        if dripping:
            dripper.finish()
        assert descriptors() == before, "a descriptor was taken"
        return end
    finally:
        wire.close()


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


def ask(wire: Wire) -> Any:
    return Session(wire.channel, lines=Lines("student.py")).call(None, "f", (), {})


VALUE = frame(msgspec.msgpack.encode(Reply(1, "value", 5, None, None, (), ())), b"")


def test_a_true_answer_is_one(wire: Wire) -> None:
    wire.far.send(VALUE)
    assert ask(wire) == 5


@pytest.mark.parametrize("payload", [frames.MAX_PAYLOAD + 1, 2**60, 2**64 - 1])
def test_a_claim_without_end_takes_no_memory(wire: Wire, payload: int) -> None:
    wire.far.send(frames.PREFIX.pack(100, payload))
    with Meter() as meter:
        meter.read("claim", lambda: outcome_of(wire))
    assert meter.ends == {"ProtocolViolation": 1}
    assert meter.memory < MEMORY // 64


def outcome_of(wire: Wire) -> str:
    with pytest.raises(HarnessOutcome) as caught:
        ask(wire)
    return type(caught.value).__name__


def test_an_answer_that_drips_for_ever_is_a_timeout(wire: Wire) -> None:
    """A byte now and then keeps nobody waiting beyond the limit."""
    wire.sandbox.lasting = True
    wire.channel._left = 0.3
    stopped = threading.Event()

    def drip() -> None:
        wire.far.send(frames.PREFIX.pack(1000, 0))
        while not stopped.wait(0.01):
            with contextlib.suppress(OSError):
                wire.far.send(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    started = time.monotonic()
    with pytest.raises(Timeout):
        ask(wire)
    stopped.set()
    thread.join()
    assert time.monotonic() - started < 5


def test_descriptors_beside_an_answer_are_dropped(wire: Wire) -> None:
    """The sender's end is closed by the kernel, since nobody makes room for it: the reader of the pipe sees the end."""
    read_end, write_end = os.pipe()
    before = descriptors()
    socket.send_fds(wire.far, [VALUE], [write_end] * 3)
    assert ask(wire) == 5
    assert descriptors() == before
    os.close(write_end)
    assert os.read(read_end, 1) == b""
    os.close(read_end)


def test_a_second_answer_is_found_out(wire: Wire) -> None:
    wire.far.send(VALUE + VALUE)
    with pytest.raises(ProtocolViolation, match="more than one"):
        ask(wire)


def test_who_goes_in_the_middle_of_an_answer_has_crashed(wire: Wire) -> None:
    wire.far.send(VALUE[:-1])
    wire.far.shutdown(socket.SHUT_WR)
    with pytest.raises(Crash):
        ask(wire)
