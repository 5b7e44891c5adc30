"""Where submissions are judged: on this machine, in slots that keep to their cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from grader.course import Assignment, Tier
from grader.errors import GraderError
from grader.judge.conditions import calibration, conditions
from grader.judge.grade import Outcome
from grader.judge.grading import Kind, fork_server, kind_of, tier_at_least
from grader.judge.job import Job, Judgement
from grader.judge.limits import read_timing
from grader.judge.pool import judge_each
from grader.judge.seeds import course_key
from grader.sandbox.forkserver import ForkServer

OnStart = Callable[[int, int], None]
OnProgress = Callable[[int, Outcome, int], None]
OnDone = Callable[[int, "Judgement | GraderError"], None]


@dataclass(frozen=True)
class Basis:
    """What outcomes rest on in a pool, beside the submissions."""

    conditions: str
    calibration: str
    isolation: Tier


class Pool(Protocol):
    """Judges jobs as they come, several at a time, and keeps none; `slots` is how many."""

    slots: int

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def basis(self) -> Basis: ...

    def judge(self, jobs: Iterable[Job], *, on_start: OnStart, on_progress: OnProgress, on_done: OnDone) -> None: ...


class LocalPool:
    """This machine."""

    def __init__(self, assignment: Assignment, *, slots: int, minimum: Tier | None = None) -> None:
        self._assignment, self._minimum = assignment, minimum
        self.slots = slots
        self._servers = ExitStack()
        self._server: dict[Kind, ForkServer] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._servers.close()

    def basis(self) -> Basis:
        tier = tier_at_least(self._assignment, self._minimum)
        key = course_key(self._assignment.course)
        rests_on = conditions(self._assignment, key=key, tier=tier)
        return Basis(rests_on, calibration(read_timing(self._assignment, tier)), tier)

    def judge(self, jobs: Iterable[Job], *, on_start: OnStart, on_progress: OnProgress, on_done: OnDone) -> None:
        cores = sorted(os.sched_getaffinity(0))
        tier = tier_at_least(self._assignment, self._minimum)
        judge_each(
            self._assignment,
            jobs,
            self._server_of,
            key=course_key(self._assignment.course),
            timing=read_timing(self._assignment, tier),
            slots=self.slots,
            cores=cores if self.slots <= len(cores) else (),
            on_start=on_start,
            on_progress=on_progress,
            on_done=on_done,
        )

    def _server_of(self, job: Job) -> ForkServer:
        """The fork server for submissions of this kind: made when it is first needed, anew if it is gone."""
        kind = kind_of(job.submission)
        server = self._server.get(kind)
        if server is None or not server.alive:
            made = fork_server(self._assignment, self._minimum, kind)
            server = self._server[kind] = self._servers.enter_context(made)
        return server
