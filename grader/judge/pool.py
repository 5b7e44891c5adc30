"""Judge several submissions at once: each in a fork of this warm, trusted process.

A fork shares what is already loaded (pytest, the reference, datasets) and keeps the submissions apart: whatever
happens in one judge is one submission's outcome.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Self

import msgspec

from grader.course import Assignment, Limits
from grader.errors import GraderError, SandboxError
from grader.judge.bounds import bound_process
from grader.judge.grade import Grade, Outcome
from grader.judge.limits import Timing
from grader.judge.marks import TestSpec
from grader.judge.run import ALL_TESTS, Judgement, Order, judge
from grader.remote.vision import prepare_torchvision
from grader.sandbox import syscalls
from grader.sandbox.forkserver import ForkServer
from grader.submission import Submission

OnProgress = Callable[[int, Outcome, int], None]  # which submission, an outcome as it comes, how many tests there are
OnStart = Callable[[int, int], None]  # which submission, in which slot
OnDone = Callable[[int, "Judgement | GraderError"], None]


@dataclass(frozen=True)
class Job:
    """One submission to judge, and which of the tests."""

    submission: Submission
    order: Order = ALL_TESTS


_LOST = "its judge ended without a grade; nothing of it was counted"
_SILENT = "its judge said nothing for {:.0f} minutes, and was ended: that is a fault of the tests or of the grader"


class _Message(msgspec.Struct):
    """From a judge to the process that started it."""

    outcome: Outcome | None = None
    count: int = 0
    grade: Grade | None = None
    specs: dict[str, TestSpec] = {}
    cpu_seconds: dict[str, float] = {}
    notebook: bytes = b""
    source: bytes = b""
    fault: str = ""
    trace: str = ""
    again: bool = False


def judge_all(
    assignment: Assignment,
    jobs: Sequence[Job],
    server: ForkServer,
    *,
    key: bytes,
    timing: Timing | None,
    slots: int,
    on_progress: OnProgress = lambda _index, _outcome, _count: None,
    on_done: OnDone = lambda _index, _result: None,
) -> list[Judgement | GraderError]:
    """Judge each job, `slots` at a time; results in the order of the jobs. One that fails never stops the others."""
    results: dict[int, Judgement | GraderError] = {}

    def done(index: int, result: Judgement | GraderError) -> None:
        results[index] = result
        on_done(index, result)

    judge_each(
        assignment, jobs, lambda _: server, key=key, timing=timing, slots=slots, on_progress=on_progress, on_done=done
    )
    return [results[index] for index in range(len(jobs))]


@dataclass
class _Running:
    index: int
    slot: int
    process: Any
    heard: float
    """when it last said something, by time.monotonic"""


def judge_each(
    assignment: Assignment,
    jobs: Iterable[Job],
    server_of: Callable[[Job], ForkServer],
    *,
    key: bytes,
    timing: Timing | None,
    slots: int,
    cores: Sequence[int] = (),
    on_start: OnStart = lambda _index, _slot: None,
    on_progress: OnProgress = lambda _index, _outcome, _count: None,
    on_done: OnDone = lambda _index, _result: None,
) -> None:
    """Judge jobs as they come, `slots` at a time; each is taken when a slot is free for it, and none is kept.

    `cores`: of the machine, one for each slot, which judge and sandbox of a job then keep to; none for any core.
    """
    _import_torch(assignment)
    patience = silence_allowed(assignment.settings.limits)
    context = multiprocessing.get_context("fork")
    running: dict[Connection, _Running] = {}
    waiting = enumerate(jobs)
    free = list(range(slots))[::-1]
    decoder = msgspec.msgpack.Decoder(_Message)
    with _Interrupts() as interrupts:
        try:
            while True:
                interrupts.check()
                while free and (following := next(waiting, None)) is not None:
                    index, job = following
                    slot, server = free.pop(), server_of(job)
                    ours, theirs = context.Pipe(duplex=False)
                    core = cores[slot] if slot < len(cores) else None
                    arguments = (theirs, assignment, job, server, key, timing, core)
                    process = context.Process(target=_judge_one, args=arguments, daemon=True)
                    on_start(index, slot)
                    process.start()
                    theirs.close()
                    running[ours] = _Running(index, slot, process, time.monotonic())
                if not running:
                    break
                first = min(one.heard for one in running.values()) + patience
                heard = [
                    one
                    for one in wait([*running, interrupts.noted], max(0.0, first - time.monotonic()))
                    if isinstance(one, Connection)
                ]
                now = time.monotonic()
                silent = [one for one in running if one not in heard and now - running[one].heard >= patience]
                for ready in (*heard, *silent):
                    one = running[ready]
                    one.heard = now
                    if ready in silent:
                        one.process.kill()
                        message = _Message(fault=_SILENT.format(patience / 60))
                    else:
                        message = _received(ready, decoder)
                    if message.outcome is not None:
                        on_progress(one.index, message.outcome, message.count)
                        continue
                    del running[ready]
                    ready.close()
                    one.process.join()
                    free.append(one.slot)
                    on_done(one.index, _result(message))
        finally:
            for connection, one in running.items():
                one.process.terminate()
                one.process.join()
                connection.close()


def silence_allowed(limits: Limits) -> float:
    """Seconds in which a judge must have ended a test: as long as several at their caps, more than any takes."""
    return 60 + 10 * max(limits.cap_seconds, limits.loading_seconds)


def _received(connection: Connection, decoder: msgspec.msgpack.Decoder[_Message]) -> _Message:
    try:
        return decoder.decode(connection.recv_bytes())
    except (EOFError, OSError):  # also in the middle of a message
        return _Message(fault=_LOST, again=True)


def _result(message: _Message) -> Judgement | GraderError:
    if message.grade is not None:
        return Judgement(message.grade, message.specs, message.cpu_seconds, message.notebook, message.source)
    error = GraderError(message.fault)
    error.trace, error.again = message.trace, message.again
    return error


class _Interrupts:
    """Within it an interrupt is noted, and raised where `check` is called.

    CPython drops one that falls into a destructor, or into what it does around a fork. Main thread only.
    """

    def __enter__(self) -> Self:
        self.noted, self._note = socket.socketpair()
        self._came = False
        self._before = signal.signal(signal.SIGINT, self._on_signal)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)
        self.noted.close()
        self._note.close()
        if kind is None:
            self.check()

    def check(self) -> None:
        if self._came:
            raise KeyboardInterrupt

    def _on_signal(self, *_: object) -> None:
        if not self._came:
            self._came = True
            self._note.send(b"x")  # `wait` goes on waiting after a signal


def _import_torch(assignment: Assignment) -> None:
    """Before the judges are forked, and not by each of them: that takes a second or two.

    Nothing is computed with it here, and so no thread of it is begun that a fork would lack.
    """
    if "torch" in assignment.settings.packages.allowed:
        importlib.import_module("torch").set_num_threads(1)
    if "torchvision" in assignment.settings.packages.allowed:
        prepare_torchvision()
        importlib.import_module("torchvision")


def _judge_one(
    connection: Connection,
    assignment: Assignment,
    job: Job,
    server: ForkServer,
    key: bytes,
    timing: Timing | None,
    core: int | None,
) -> None:
    # of a coordinator that was killed nobody would hear the grade
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    if core is not None:
        os.sched_setaffinity(0, {core})
        server.core = core  # of this fork's own copy of it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this ends it
    bound_process()
    encoder = msgspec.msgpack.Encoder()

    def send(message: _Message) -> None:
        connection.send_bytes(encoder.encode(message))

    try:
        found = judge(
            assignment,
            job.submission,
            server,
            key=key,
            timing=timing,
            order=job.order,
            on_outcome=lambda outcome, count: send(_Message(outcome=outcome, count=count)),
        )
    except GraderError as error:
        # the sandbox's fork server may be gone
        send(_Message(fault=str(error), trace=traceback.format_exc(), again=isinstance(error, SandboxError)))
    except Exception as error:  # noqa: BLE001 - a fault of ours must not look like a grade
        send(_Message(fault=f"a fault of the grader: {type(error).__name__}: {error}", trace=traceback.format_exc()))
    else:
        send(
            _Message(
                grade=found.grade,
                specs=found.specs,
                cpu_seconds=found.cpu_seconds,
                notebook=found.notebook,
                source=found.source,
            )
        )
    connection.close()
