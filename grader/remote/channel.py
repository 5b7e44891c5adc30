"""The conversation with a process in the sandbox: one deadline, capped frames, output drained on the way."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from grader.remote import frames, limit_words
from grader.remote.messages import Reply, Request
from grader.remote.outcomes import Crash, HarnessOutcome, LimitReached, MemoryLimit, ProtocolViolation, Timeout
from grader.remote.replies import reply_of
from grader.sandbox.output import HeadTail

if TYPE_CHECKING:
    from grader.course import Limits
    from grader.sandbox.box import Process, Sandbox
    from grader.sandbox.ends import Exit

WALL_PER_CPU = 2.0  # a slot may get half a core for a while; a sleeping process is stopped all the same
WALL_GRACE = 1.0  # seconds
_OUTPUT_AT_ONCE = 16  # reads of 64 KiB: who prints faster than we read must not keep us from the clock
_NEWS_SECONDS = 1.0  # to learn how a process ended whose connection broke
_CLOCK_SECONDS = 0.05  # between two looks at the CPU time of a call that has a limit of its own


class Output(HeadTail):
    """What a process prints: the head and the tail, and how much lay between."""

    def text(self) -> str:
        return self.content().decode("utf-8", "replace")


class Channel:
    """A transport to one process of a sandbox.

    `seconds` is its limit of CPU time, which its supervisor and the kernel keep. The time that is spent waiting for it
    is bounded here, all calls together and, where `limits` say so, each of them; so is what it prints. Of
    `reference_seconds`, those of the model answer, it is told at the limit.
    """

    survives = False

    def __init__(
        self,
        sandbox: Sandbox,
        process: Process,
        limits: Limits,
        *,
        seconds: float,
        wall_seconds: float | None = None,
        reference_seconds: float | None = None,
    ) -> None:
        self.output = Output()
        self.process = process
        self.exit: Exit | None = None
        self._sandbox = sandbox
        self._limits = limits
        self._seconds = seconds
        self._at_limit = limit_words.stopped_at_seconds(seconds, reference_seconds)
        self._left = _wall_of(seconds) if wall_seconds is None else wall_seconds
        self._idle = True  # not in the middle of a question
        self._call_until: float | None = None  # on the process's CPU clock
        self._said_time = self._at_limit
        self._encoder = msgspec.msgpack.Encoder()
        self._poll = select.poll()
        self._awaited = 0
        self._poll.register(process.output, select.POLLIN)
        self._poll.register(process.control, select.POLLIN)

    def cause(self) -> None:
        return None

    def exchange(self, request: Request, buffers: list[memoryview]) -> tuple[Reply, list[memoryview]]:
        if self.exit is not None:
            raise self._outcome(self.exit)
        started = time.monotonic()
        deadline = self._deadline(started)
        self._idle = False
        try:
            self._send(self._encoder.encode(request), buffers, deadline)
            header, payload = self._receive(deadline)
            reply = reply_of(header)
            self._idle = True
            return reply, frames.split_payload(payload, reply.sizes)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise ProtocolViolation("an answer that cannot be read") from error
        except (ConnectionError, EOFError) as error:
            raise self._ended(deadline) from error
        finally:
            self._left -= time.monotonic() - started

    def memory_limit(self, told: str) -> MemoryLimit:
        """The outcome of a request to which the worker answered that it is out of memory; `told`: by which words."""
        said = limit_words.stopped_at("memory", self._limits)
        return MemoryLimit(f"{said}: {told}" if told else said)

    def _deadline(self, now: float) -> float:
        """Of the call that begins now; `_said_time` becomes what is said if it is over."""
        deadline = now + self._left
        self._said_time = self._at_limit
        if self._limits.call is None or self._limits.call >= self._seconds:
            return deadline
        self._call_until = self.process.cpu_seconds() + self._limits.call
        of_call = now + _wall_of(self._limits.call)
        if of_call < deadline:
            self._said_time = limit_words.stopped_in_one_call(self._limits.call)
        return min(deadline, of_call)

    def end(self) -> Exit:
        """Stop the process, if it still runs, after reading what it printed last."""
        if self.exit is None:
            self.drain()
            self.exit = self._sandbox.end(self.process, idle=self._idle)
        return self.exit

    def _send(self, header: bytes, buffers: Sequence[memoryview], deadline: float) -> None:
        if len(header) > frames.MAX_HEADER:
            raise LimitReached("arguments with a description of more than 1 MiB")
        parts, size = frames.payload_parts(buffers)
        self._send_all([memoryview(frames.PREFIX.pack(len(header), size) + header), *parts], deadline)

    def _send_all(self, left: list[memoryview], deadline: float) -> None:
        """Never blocks for longer than the deadline, also when nobody reads."""
        while left:
            try:
                left = frames.send_some(self.process.socket, left, socket.MSG_DONTWAIT)
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)

    def _receive(self, deadline: float) -> tuple[memoryview, memoryview]:
        first = bytearray()
        while len(first) < frames.PREFIX.size:
            first += self._read(frames.CHUNK, deadline)
        header_size, payload_size, rest = frames.split_frame(memoryview(first))
        if header_size > frames.MAX_HEADER or payload_size > frames.MAX_PAYLOAD:
            raise ProtocolViolation("an answer that is larger than an answer may be")
        if len(rest) > header_size + payload_size:
            raise ProtocolViolation("more than one answer to a question")
        # most frames are there at once, and have no payload
        header = rest[:header_size] if len(rest) >= header_size else self._completed(rest, header_size, deadline)
        return header, self._completed(rest[header_size:], payload_size, deadline) if payload_size else frames.NOTHING

    def _read(self, size: int, deadline: float) -> bytes:
        while True:
            self._wait(select.POLLIN, deadline)
            try:
                content = self.process.socket.recv(size, socket.MSG_DONTWAIT)
            except BlockingIOError:
                continue
            if not content:
                raise EOFError
            return content

    def _completed(self, begun: memoryview, size: int, deadline: float) -> memoryview:
        """`begun` and what follows it, `size` bytes, in memory of its own."""
        view = frames.room(size)
        done = len(begun)
        view[:done] = begun
        while done < size:
            self._wait(select.POLLIN, deadline)
            try:
                count = self.process.socket.recv_into(view[done:], 0, socket.MSG_DONTWAIT)
            except BlockingIOError:
                continue
            if not count:
                raise EOFError
            done += count
        return view

    def _wait(self, event: int, deadline: float) -> None:
        """Until the socket is ready for `event`; meanwhile output is drained, and death or the deadline ends it."""
        if event != self._awaited:
            self._poll.register(self.process.socket, event)
            self._awaited = event
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                self.end()
                raise Timeout(self._said_time)
            if self._call_until is not None:
                left = min(left, _CLOCK_SECONDS)
            ready = {descriptor for descriptor, _ in self._poll.poll(left * 1000)}
            if self._call_until is not None and self.process.cpu_seconds() > self._call_until:
                self.end()
                raise Timeout(limit_words.stopped_in_one_call(self._limits.call or 0.0))
            if self.process.output in ready and not self.drain():
                self._poll.unregister(self.process.output)
            if self.output.total > self._limits.output_mb << 20:
                self.end()
                raise LimitReached(limit_words.stopped_at("output", self._limits))
            if self.process.socket.fileno() in ready:
                return
            if self.process.control in ready and self._sandbox.exit_of(self.process) is not None:
                raise self._ended(deadline)

    def _ended(self, deadline: float) -> HarnessOutcome:
        """The connection broke or the process is gone: what happened to it?"""
        poll = select.poll()
        poll.register(self.process.control, select.POLLIN)
        patience = min(deadline, time.monotonic() + _NEWS_SECONDS)
        while self._sandbox.exit_of(self.process) is None and time.monotonic() < patience:
            poll.poll(max(0.0, (patience - time.monotonic()) * 1000))
        return self._outcome(self.end())

    def _outcome(self, exit_: Exit) -> HarnessOutcome:
        if exit_.over == "cpu":
            return Timeout(self._at_limit)
        if exit_.out_of_memory(self.output.content()):
            return MemoryLimit(limit_words.stopped_at("memory", self._limits))
        if exit_.over:
            return LimitReached(limit_words.stopped_at(exit_.over, self._limits))
        if not exit_.exited:
            return Crash("the connection to the process was closed by the submission")
        if exit_.signal is not None:
            return Crash(f"the process died: {_signal_name(exit_.signal)}")
        return Crash(f"the process ended itself with exit status {exit_.status}")

    def drain(self) -> bool:
        """Read what is there of the output, but not for ever; False at its end."""
        for _ in range(_OUTPUT_AT_ONCE):
            try:
                content = os.read(self.process.output, 1 << 16)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not content:
                return False
            self.output.feed(content)
        return True


def _wall_of(cpu_seconds: float) -> float:
    """Seconds on the clock that a process may take for its CPU seconds."""
    return WALL_PER_CPU * cpu_seconds + WALL_GRACE


def _signal_name(number: int) -> str:
    try:
        return f"{signal.Signals(number).name} ({signal.strsignal(number)})"
    except ValueError:
        return f"signal {number}"
