"""Judge several submissions at once: each in a fork of a warm judge.

Forks keep the submissions apart: whatever happens in one judging is one submission's outcome.
"""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Self

import msgspec

from grader.course import Assignment, Limits
from grader.errors import GraderError
from grader.judge.grade import Outcome
from grader.judge.job import Job, Judgement
from grader.judge.limits import Timing
from grader.judge.talk import Message, result
from grader.judge.warm import WarmJudge
from grader.sandbox.forkserver import ForkServer

__all__ = ["Job", "Judges", "OnDone", "OnProgress", "OnStart", "judge_all", "judge_each", "silence_allowed"]

OnProgress = Callable[[int, Outcome, int], None]  # which submission, an outcome as it comes, how many tests there are
OnStart = Callable[[int, int], None]  # which submission, in which slot
OnDone = Callable[[int, "Judgement | GraderError"], None]


_LOST = "its judge ended without a grade; nothing of it was counted"
_SILENT = "its judge said nothing for {:.0f} minutes, and was ended: that is a fault of the tests or of the grader"


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
    judges: Judges | None = None,
) -> list[Judgement | GraderError]:
    """Judge each job, `slots` at a time; results in the order of the jobs. One that fails never stops the others."""
    results: dict[int, Judgement | GraderError] = {}

    def done(index: int, result: Judgement | GraderError) -> None:
        results[index] = result
        on_done(index, result)

    judge_each(
        assignment,
        jobs,
        lambda _: server,
        key=key,
        timing=timing,
        slots=slots,
        on_progress=on_progress,
        on_done=done,
        judges=judges,
    )
    return [results[index] for index in range(len(jobs))]


@dataclass
class _Running:
    index: int
    slot: int
    judge: WarmJudge
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
    judges: Judges | None = None,
) -> None:
    """Judge jobs as they come, `slots` at a time; each is taken when a slot is free for it, and none is kept.

    `cores`: of the machine, one for each slot, which judge and sandbox of a job then keep to; none for any core.
    `judges`: some that may have been begun; they are ended here.
    """
    patience = silence_allowed(assignment.settings.limits)
    running: dict[Connection, _Running] = {}
    waiting = enumerate(jobs)
    free = list(range(slots))[::-1]
    decoder = msgspec.msgpack.Decoder(Message)
    with _Interrupts() as interrupts, judges or Judges(assignment, key) as warm:
        try:
            while True:
                interrupts.check()
                while free and (following := next(waiting, None)) is not None:
                    index, job = following
                    slot, server = free.pop(), server_of(job)
                    core = cores[slot] if slot < len(cores) else None
                    on_start(index, slot)
                    judge, connection = warm.start(server, timing, index, job, core)
                    running[connection] = _Running(index, slot, judge, time.monotonic())
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
                        one.judge.kill(one.index, ready)
                        message = Message(fault=_SILENT.format(patience / 60))
                    else:
                        message = _received(ready, decoder)
                    if message.outcome is not None:
                        on_progress(one.index, message.outcome, message.count)
                        continue
                    del running[ready]
                    ready.close()
                    free.append(one.slot)
                    on_done(one.index, result(message))
        finally:
            for connection in running:
                connection.close()


class Judges:
    """Warm judges of an assignment: one for each fork server, made anew when it is gone."""

    def __init__(self, assignment: Assignment, key: bytes) -> None:
        self._assignment, self._key = assignment, key
        self._warm: list[WarmJudge] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._warm:
            one.close()
        self._warm.clear()

    def begin(self, server: ForkServer, timing: Timing | None) -> WarmJudge:
        """One that begins to collect the tests now."""
        made = WarmJudge(self._assignment, server, self._key, timing)
        self._warm.append(made)
        return made

    def start(
        self, server: ForkServer, timing: Timing | None, number: int, job: Job, core: int | None
    ) -> tuple[WarmJudge, Connection]:
        """Have a job judged in a sandbox of `server`; returns its judge, and where its Messages can be read."""
        for one in [one for one in self._warm if one.server is server]:
            try:
                return one, one.start(number, job, core)
            except EOFError:
                self._warm.remove(one)
                one.close()
        made = self.begin(server, timing)
        return made, made.start(number, job, core)


def silence_allowed(limits: Limits) -> float:
    """Seconds in which a judge must have ended a test: more than any takes.

    That is a test and its shared run, each waiting for twice its cap, the shared run made again, and all of it a second
    time: twelve caps.
    """
    return 60 + 15 * max(limits.cap_seconds, limits.loading_seconds)


def _received(connection: Connection, decoder: msgspec.msgpack.Decoder[Message]) -> Message:
    try:
        return decoder.decode(connection.recv_bytes())
    except (EOFError, OSError):  # also in the middle of a message
        return Message(fault=_LOST, again=True)


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
