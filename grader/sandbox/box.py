"""The trusted side of one submission's sandbox."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from grader.errors import SandboxError
from grader.sandbox import disk, protocol
from grader.sandbox.ends import ENDED, KILLED, Exit, LoadFailed, ParentLost, exit_of
from grader.sandbox.log import Log, how_it_ended
from grader.sandbox.output import HeadTail

if TYPE_CHECKING:
    from pathlib import Path

    from grader.course import Limits
    from grader.sandbox.cgroup import Group
    from grader.sandbox.forkserver import ForkServer

_ANSWER_SECONDS = 5.0
_SPAWN_SECONDS = 30.0
_GONE_SECONDS = 10.0
_ATTEMPTS = 3
_READS_AT_ONCE = 64  # what loading started may print faster than it is read
_LOADED = {
    protocol.FOR_ALL: "the file was run; each test gets a fork of that process",
    protocol.FOR_ONE: "the file was run for this test alone, since its process cannot be forked",
}
_UNCLEAN = "what a test left behind could not be cleared away"
_OVER_OUTPUT = {"status": -signal.SIGKILL, "killed": False, "cpu": 0.0, "peak": 0.0, "over": "output"}


@dataclass(frozen=True)
class Submission:
    """What a sandbox starts with."""

    files: Mapping[str, bytes]
    setup: bytes


@dataclass(eq=False)
class Process:
    """One process of the student, ready to serve. `output` is the reading end, non-blocking, of what it prints.

    `control` becomes readable when something happened to it: then ask `Sandbox.exit_of`. `pid` is 0 where it is not
    known.
    """

    id: int
    socket: socket.socket
    output: int
    control: int
    pid: int = 0

    def cpu_seconds(self) -> float:
        """CPU time so far, of all its threads but not of its children; 0 when it is gone."""
        try:
            # the clock of another process (CPUCLOCK_SCHED), as clock_getcpuclockid(3) makes it
            return time.clock_gettime(~self.pid << 3 | 2) if self.pid else 0.0
        except OSError:
            return 0.0


class Sandbox:
    """One submission: its supervisor, its base process, and one process at a time that is worked with.

    When the supervisor does not answer, it is killed with all that is below it, and replaced at the next `open`.
    """

    def __init__(self, server: ForkServer, submission: Submission, limits: Limits, log: Log) -> None:
        self.server = server
        self._log = log
        self.load_output = b""
        self._submission = submission
        self._limits = limits
        self._next = 1
        self._exits: dict[int, Exit] = {}
        self._open: dict[int, Process] = {}
        self._channel: socket.socket | None = None
        self._handle = -1
        self._group: Group | None = None
        self._killed = KILLED
        self._kills = 0  # of its processes, by the kernel for want of memory, as far as they are accounted for
        self._folders: list[Path] = []
        self._closed = False
        self._start()

    def open(self, parent: int | None = None, cpu_seconds: float | None = None) -> Process:
        """A fork of the base (made first where there is none), or of the kept process `parent`.

        With a GPU nothing can be forked: then it is a process that has loaded for itself, or the parent itself.
        LoadFailed when the base cannot be made, ParentLost when the parent cannot be forked.
        """
        if self._closed:
            raise SandboxError("the sandbox is closed: make another one")
        if parent is not None and self._limits.gpu:
            return self._resume(parent, cpu_seconds)
        for _ in range(_ATTEMPTS):
            if self._channel is None:
                if parent is not None:
                    raise ParentLost(parent)
                self._start()
            process, answer = self._ask_for_process(parent, cpu_seconds)
            if "opened" in answer:
                if answer["loaded"]:
                    self._log.say(_LOADED[answer["loaded"]])
                self._killed_for_memory()  # while it was loaded, and it got over that
                return process
            os.close(process.output)
            process.socket.close()
            if "lost" in answer:
                self._log.say("the process of the shared run cannot be forked any more")
                raise ParentLost(parent)
            if "failed" in answer:
                raise self._load_failed(answer)
            self._discard("no process could be opened")
        raise self._load_failed({"failed": "crashed", "exit": None})

    def _load_failed(self, answer: protocol.Message) -> LoadFailed:
        ended, reason = self._or_for_memory(self._exit(answer["exit"])), answer["failed"]
        if reason == protocol.UNCONFINED:
            seconds = protocol.CONFINING_SECONDS
            raise SandboxError(f"a process could not be confined within {seconds:g} s: is this machine overloaded?")
        if ended.out_of_memory(self.load_output):
            reason = "memory"
        elif ended.over in ("disk", "processes", "output"):
            reason = "limit"
        statement, own_fault = answer.get("statement", 0), answer.get("own_fault", False)
        self._log.say(
            f"running the file ended before its end ({reason})"
            + (f", at statement {statement}" if statement else "")
            + (f": its process {how}" if (how := how_it_ended(ended)) else "")
        )
        return LoadFailed(reason, ended, self.load_output, statement, own_fault=own_fault)

    def _resume(self, parent: int, cpu_seconds: float | None) -> Process:
        answer = self._ask({"do": "resume", "number": parent, "cpu": cpu_seconds}, (), _ANSWER_SECONDS)
        if "resumed" not in answer:
            raise ParentLost(parent)
        self._exits.pop(parent, None)
        return self._open[parent]

    def keep(self, process: Process) -> None:
        """Freeze a process as a snapshot that `open(parent=process.id)` forks; call it when it waits for a request."""
        answer = self._ask({"do": "keep", "number": process.id}, (), _ANSWER_SECONDS)
        self._log.say("a shared run is kept, to be forked for each test that asks about it")
        if not answer.get("clean"):
            self._discard(_UNCLEAN)

    def end(self, process: Process, *, idle: bool = True) -> Exit:
        """Kill all that runs but the base and the kept, and bring the disk back to what it was after loading.

        `idle`: it waits for a request; a kept process that goes on itself is kept again only then.
        """
        answer = self._ask({"do": "end", "number": process.id, "idle": idle}, (), _ANSWER_SECONDS)
        known = self._exits.pop(process.id, None)
        ended = self._or_for_memory(known or self._exit(answer.get("exit")))
        if how := how_it_ended(ended) or ("" if idle else "was ended while it was at work"):
            self._log.say(f"the test's process {how}")
        if not answer.get("clean"):
            self._discard(_UNCLEAN)
        if "kept" not in answer:
            self._release(process)
        return ended

    def exit_of(self, process: Process) -> Exit | None:
        """How a process ended by itself, None while it has not; never blocks."""
        while self._channel is not None:
            poll = select.poll()
            poll.register(self._channel, select.POLLIN)
            if not poll.poll(0):
                break
            try:
                message = _receive(self._channel)
            except EOFError:
                self._discard("its supervisor is gone")
                break
            self._note(message)
        if self._channel is None and process.id in self._open:
            # the supervisor was killed from outside (out of memory, say), and its processes with it
            return self._exits.setdefault(process.id, self._killed)
        return self._exits.get(process.id)

    def close(self) -> None:
        """Everything of this submission is gone when this returns."""
        self._closed = True
        self._discard()
        for process in list(self._open.values()):
            self._release(process)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # the supervisor

    def _start(self) -> None:
        channel, theirs = protocol.pair()
        try:
            channel.settimeout(_SPAWN_SECONDS)
            try:
                self._folders = self.server.request(theirs, self._submission.files, self._limits)
            finally:
                theirs.close()
            message, handles = protocol.receive(channel)
            if handles:
                (self._handle,) = handles
                self._group, self._kills = self.server.group(self._limits), 0
                if self._group is not None:
                    self._group.add(_pid_of(self._handle))
                self._send_submission(channel)
                message, _ = protocol.receive(channel)
            if "ready" not in message:
                raise SandboxError(f"a sandbox could not be made: {_last_line(message)}; see grader doctor")
        except BaseException as error:
            self._channel = channel
            self._discard()
            if isinstance(error, (EOFError, OSError)):
                reason = error or "its supervisor ended"
                raise SandboxError(f"a sandbox could not be made: {reason}; see grader doctor") from error
            raise
        channel.settimeout(None)
        self._channel = channel
        limits = self._limits
        most = f"{limits.memory_mb} MiB of memory, {limits.processes} processes, {limits.disk_mb} MiB on the disk"
        self._log.say(f"started, tier {self.server.isolation.tier}: at most {most}")

    def _send_submission(self, channel: socket.socket) -> None:
        files = self._submission.files
        names = json.dumps([[name, len(content)] for name, content in files.items()]).encode()
        content = b"".join((names, *files.values(), self._submission.setup))
        protocol.send(channel, {"names": len(names), "size": len(content)})
        protocol.send_bulk(channel, content)

    def _discard(self, why: str = "") -> None:
        """Kill the supervisor and all below it, and wait until it is gone; `why` where that was not to be expected."""
        channel, self._channel = self._channel, None
        if channel is None:
            return
        if why:
            self._log.say(f"given up: {why}")
        if not self.server.isolation.namespaces:
            # nothing but the supervisor knows what else is to be killed, so it gets the chance to do it
            with contextlib.suppress(OSError):
                protocol.send(channel, {"do": "close"})
            self._gone(_ANSWER_SECONDS)
        if self._handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            self._gone(_GONE_SECONDS)
            os.close(self._handle)
            self._handle = -1
        channel.close()
        if self._group is not None:
            self._killed = replace(KILLED, over="memory" if self._killed_for_memory() else "")
            self._group.remove()
            self._group = None
        for folder in self._folders:
            with contextlib.suppress(OSError):
                disk.remove(str(folder))
        self._folders = []

    def _gone(self, seconds: float) -> bool:
        """Whether the supervisor ends in time; of a pid namespace that means that everyone has."""
        if self._handle < 0:
            return True
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    # messages

    def _ask_for_process(self, parent: int | None, cpu_seconds: float | None) -> tuple[Process, protocol.Message]:
        assert self._channel is not None
        number, self._next = self._next, self._next + 1
        ours, theirs = socket.socketpair()
        output, output_end = os.pipe()
        load_output, load_output_end = os.pipe()
        os.set_blocking(output, False)
        os.set_blocking(load_output, False)
        process = Process(number, ours, output, self._channel.fileno())
        captured = HeadTail()
        order = {"do": "open", "number": number, "parent": parent, "cpu": cpu_seconds}
        try:
            ends = (theirs.fileno(), output_end, load_output_end)
            # two attempts at loading, each with its wall time after ours, and what killing takes
            loading = protocol.loading_wall_seconds(self._limits.loading_seconds) + protocol.CONFINING_SECONDS
            seconds = 2 * loading + 2 * _ANSWER_SECONDS
            answer = self._ask(order, ends, seconds, (load_output, captured))
        finally:
            theirs.close()
            os.close(output_end)
            os.close(load_output_end)
            _drain(load_output, captured)
            os.close(load_output)
        if captured.content():
            self.load_output = captured.content()
        if "opened" in answer:
            process.pid = answer.get("pid", 0)
            self._open[number] = process
        return process, answer

    def _ask(
        self,
        order: protocol.Message,
        descriptors: Sequence[int],
        seconds: float,
        draining: tuple[int, HeadTail] | None = None,
    ) -> protocol.Message:
        """The supervisor's answer; empty, and the sandbox discarded, when there is none in time."""
        channel = self._channel
        if channel is None:
            return {}
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(channel, select.POLLIN)
        if draining is not None:
            poll.register(draining[0], select.POLLIN)
        try:
            protocol.send(channel, order, descriptors)
            while (left := deadline - time.monotonic()) > 0:
                ready = {descriptor for descriptor, _ in poll.poll(left * 1000)}
                if draining is not None and draining[0] in ready and not _drain(*draining):
                    poll.unregister(draining[0])
                if draining is not None and draining[1].total > self._limits.output_mb << 20:
                    self._discard("more output than its limit while the file was run")
                    return {"failed": "limit", "exit": _OVER_OUTPUT}
                if channel.fileno() in ready:
                    message = _receive(channel)
                    if not self._note(message):
                        return message
        except (EOFError, OSError):
            pass
        self._discard("its supervisor gave no answer")
        return {}

    def _note(self, message: protocol.Message) -> bool:
        """Whether the message was the news of a death, now noted."""
        if "exited" not in message:
            return False
        self._exits[message["exited"]] = self._exit(message["exit"])
        return True

    def _exit(self, ended: dict[str, Any] | None) -> Exit:
        if ended is None:
            return ENDED
        by_kernel = ended["status"] == -signal.SIGKILL and not ended["killed"]
        return self._or_for_memory(exit_of(ended)) if by_kernel else exit_of(ended)

    def _or_for_memory(self, ended: Exit) -> Exit:
        """The kernel takes the largest process: that may be another one of the test than the one that was asked. It
        does so at the limit, whatever had been seen by then."""
        if ended.over or not self._killed_for_memory():
            return ended
        return replace(ended, over="memory", peak_memory_mb=max(ended.peak_memory_mb, self._limits.memory_mb))

    def _killed_for_memory(self) -> bool:
        """Whether the kernel has killed a process of the group since this was last asked."""
        before, self._kills = self._kills, self._group.kills() if self._group is not None else 0
        return self._kills > before

    def _release(self, process: Process) -> None:
        if self._open.pop(process.id, None) is not None:
            process.socket.close()
            os.close(process.output)


def _drain(descriptor: int, captured: HeadTail) -> bool:
    """Take what is there, but not for ever; False at the end of the stream."""
    for _ in range(_READS_AT_ONCE):
        try:
            data = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return True
        if not data:
            return False
        captured.feed(data)
    return True


def _receive(channel: socket.socket) -> protocol.Message:
    """The next message of a supervisor; a handle that comes with it only says the pid that its process has here."""
    message, handles = protocol.receive(channel)
    for handle in handles:
        message["pid"] = _pid_of(handle)
        os.close(handle)
    return message


def _pid_of(handle: int) -> int:
    """The number, here, of the process that a pidfd is of."""
    with open(f"/proc/self/fdinfo/{handle}", encoding="ascii") as lines:  # noqa: PTH123  one line of a small file
        pid = next((int(line.split()[1]) for line in lines if line.startswith("Pid:")), 0)
    if pid <= 0:
        raise OSError("/proc is not that of our own processes")
    return pid


def _last_line(message: protocol.Message) -> str:
    lines = str(message.get("error", "no reason given")).strip().splitlines()
    return lines[-1] if lines else "no reason given"
