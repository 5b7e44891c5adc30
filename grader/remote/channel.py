"""The conversation with a process in the sandbox: one deadline, capped frames, output drained on the way."""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from grader.remote import frames
from grader.remote.messages import Reply, Request
from grader.remote.outcomes import Crash, HarnessOutcome, LimitReached, MemoryLimit, ProtocolViolation, Timeout

if TYPE_CHECKING:
    from grader.sandbox.box import Exit, Process, Sandbox

HEAD = TAIL = 32 << 10  # of a test's output that is kept, in bytes


class Output:
    """What a process prints: the head and the tail, and how much lay between."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._tail = bytearray()
        self._dropped = 0

    def add(self, content: bytes) -> None:
        room = HEAD - len(self._head)
        self._head += content[:room]
        self._tail += content[room:] if room < len(content) else b""
        surplus = len(self._tail) - TAIL
        if surplus > TAIL:  # cut seldom: cutting at every read would cost as much as keeping all
            self._cut(surplus)

    def _cut(self, surplus: int) -> None:
        del self._tail[:surplus]
        self._dropped += surplus

    def text(self) -> str:
        self._cut(max(0, len(self._tail) - TAIL))
        middle = f"\n… {self._dropped:,} bytes left out …\n".encode() if self._dropped else b""
        return (bytes(self._head) + middle + bytes(self._tail)).decode("utf-8", "replace")


class Channel:
    """A transport to one process of a sandbox.

    `cpu_seconds` is the limit of the process, enforced by the kernel; `wall_seconds` bounds the time that is spent
    waiting for it, all calls together, and is enforced here by ending the process.
    """

    def __init__(
        self, sandbox: Sandbox, process: Process, *, wall_seconds: float, said_limit: str, memory_mb: int
    ) -> None:
        self.output = Output()
        self.process = process
        self.exit: Exit | None = None
        self._sandbox = sandbox
        self._left = wall_seconds
        self._said_limit = said_limit
        self._memory_mb = memory_mb
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Reply)

    def cause(self) -> None:
        return None

    def exchange(self, request: Request, buffers: list[memoryview]) -> tuple[Reply, list[memoryview]]:
        if self.exit is not None:
            raise self._outcome(self.exit)
        started = time.monotonic()
        deadline = started + self._left
        try:
            self._send(self._encoder.encode(request), buffers, deadline)
            header, payload = self._receive(deadline)
            reply = self._decoder.decode(header)
            return reply, frames.split_payload(payload, reply.sizes)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise ProtocolViolation("an answer that cannot be read") from error
        except (ConnectionError, EOFError) as error:
            raise self._ended(deadline) from error
        finally:
            self._left -= time.monotonic() - started

    def end(self) -> Exit:
        """Stop the process, if it still runs, after reading what it printed last."""
        if self.exit is None:
            self._drain()
            self.exit = self._sandbox.end(self.process)
        return self.exit

    def _send(self, header: bytes, buffers: Sequence[memoryview], deadline: float) -> None:
        if len(header) > frames.MAX_HEADER:
            raise LimitReached("arguments with a description of more than 1 MiB")
        parts, size = frames.payload_parts(buffers)
        in_memfd = size >= frames.MEMFD_FROM and hasattr(os, "memfd_create")
        prefix = frames.PREFIX.pack(len(header), size, in_memfd)
        if in_memfd:
            descriptor = frames.sealed_memfd(parts, size)
            try:
                # the first byte carries the descriptor; the socket is empty, so it fits
                socket.send_fds(self.process.socket, [prefix[:1]], [descriptor])
            finally:
                os.close(descriptor)
            prefix, parts = prefix[1:], []
        for part in (memoryview(prefix + header), *parts):
            sent = 0
            while sent < len(part):
                self._wait(select.POLLOUT, deadline)
                sent += self.process.socket.send(part[sent : sent + (1 << 20)], socket.MSG_DONTWAIT)

    def _receive(self, deadline: float) -> tuple[bytearray, memoryview]:
        prefix = self._read(frames.PREFIX.size, deadline)
        header_size, payload_size, in_memfd = frames.PREFIX.unpack(prefix)
        if in_memfd or header_size > frames.MAX_HEADER or payload_size > frames.MAX_PAYLOAD:
            raise ProtocolViolation("an answer that is larger than an answer may be")
        header = self._read(header_size, deadline)
        return header, memoryview(self._read(payload_size, deadline))

    def _read(self, size: int, deadline: float) -> bytearray:
        content = bytearray(size)
        view = memoryview(content)
        done = 0
        while done < size:
            self._wait(select.POLLIN, deadline)
            try:
                count = self.process.socket.recv_into(view[done:], 0, socket.MSG_DONTWAIT)
            except BlockingIOError:
                continue
            if not count:
                raise EOFError
            done += count
        return content

    def _wait(self, event: int, deadline: float) -> None:
        """Until the socket is ready for `event`; meanwhile output is drained, and death or the deadline ends it."""
        poll = select.poll()
        poll.register(self.process.socket, event)
        poll.register(self.process.output, select.POLLIN)
        poll.register(self.process.control, select.POLLIN)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                self.end()
                raise Timeout(self._said_limit)
            ready = dict(poll.poll(left * 1000))
            if self.process.output in ready and not self._drain():
                poll.unregister(self.process.output)
            if self.process.socket.fileno() in ready:
                return
            if self.process.control in ready:
                exit_ = self._sandbox.exit_of(self.process)
                if exit_ is not None:
                    raise self._ended(deadline)

    def _ended(self, deadline: float) -> HarnessOutcome:
        """The connection broke or the process is gone: what happened to it?"""
        poll = select.poll()
        poll.register(self.process.control, select.POLLIN)
        patience = min(deadline, time.monotonic() + 1.0)
        while self._sandbox.exit_of(self.process) is None and time.monotonic() < patience:
            poll.poll(max(0.0, (patience - time.monotonic()) * 1000))
        return self._outcome(self.end())

    def _outcome(self, exit_: Exit) -> HarnessOutcome:
        if exit_.over_cpu:
            return Timeout(self._said_limit)
        if not exit_.exited:
            return Crash("the connection to the process was closed by the submission")
        printed = self.output.text()[-2000:]
        if exit_.signal is not None:
            if any(sign in printed for sign in ("std::bad_alloc", "MemoryError", "Memory allocation still failed")):
                return MemoryLimit(f"stopped at the memory limit of {self._memory_mb:,} MB")
            return Crash(f"the process died: {_signal_name(exit_.signal)}")
        return Crash(f"the process ended itself with exit status {exit_.status}")

    def _drain(self) -> bool:
        """Read what is there of the output; False at its end."""
        while True:
            try:
                content = os.read(self.process.output, 1 << 16)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not content:
                return False
            self.output.add(content)
            if len(content) < 1 << 12:
                return True


def _signal_name(number: int) -> str:
    import signal

    try:
        return f"{signal.Signals(number).name} ({signal.strsignal(number)})"
    except ValueError:
        return f"signal {number}"
