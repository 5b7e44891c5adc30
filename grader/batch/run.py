"""Grades what the plan says, in slots that keep to their cores; what is graded is kept at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Protocol

from grader import __version__, submission
from grader.batch.plan import Plan, Work, make_plan, note
from grader.collect import HandedIn, Roster
from grader.course import Assignment, Tier
from grader.errors import GraderError, StoreError, SubmissionError
from grader.judge.conditions import calibration, conditions
from grader.judge.grade import Outcome
from grader.judge.grading import check_before, fork_server, tier_at_least
from grader.judge.limits import Timing, read_timing
from grader.judge.pool import Job, judge_each
from grader.judge.run import Judgement
from grader.judge.seeds import course_key
from grader.sandbox.forkserver import ForkServer
from grader.store import Store

_TRIES = 2  # for what failed by no fault of the submission's, behind the others


class Listener(Protocol):
    """Who is told how it goes."""

    def planned(self, plan: Plan) -> None: ...

    def started(self, work: Work, slot: int) -> None: ...

    def outcome(self, work: Work, slot: int, outcome: Outcome, count: int) -> None: ...

    def done(self, work: Work, slot: int, result: Judgement | GraderError) -> None: ...


@dataclass
class Summary:
    """How a batch ended. `failed`: what could not be graded, with the reason; nothing of it was counted."""

    plan: Plan
    graded: int = 0
    failed: dict[str, str] = field(default_factory=dict)


class Batch:
    """One assignment of a class, on this machine."""

    def __init__(
        self,
        assignment: Assignment,
        store: Store,
        listener: Listener,
        *,
        slots: int,
        minimum: Tier | None = None,
        fresh: bool = False,
    ) -> None:
        self._assignment, self._store, self._listener = assignment, store, listener
        self._slots, self._minimum, self._fresh = slots, minimum, fresh
        self._servers = ExitStack()
        self._server: dict[bool, ForkServer] = {}

    def run(self, handed_in: Sequence[HandedIn], roster: Roster | None = None) -> Summary:
        """Grade what is not known yet. What was graded is kept, whatever happens to the rest.

        A GraderError says why nothing can be graded at all; KeyboardInterrupt comes when nothing runs any more.
        """
        assignment, store = self._assignment, self._store
        key, tier = course_key(assignment.course), tier_at_least(assignment, self._minimum)
        timing = read_timing(assignment, tier)
        under = conditions(assignment, key=key, tier=tier), calibration(timing)
        number = store.begin_run(assignment.slug, grader_version=__version__, isolation=tier, slots=self._slots)
        known = {} if self._fresh else store.reusable(assignment.slug, *under)
        plan = make_plan(assignment, handed_in, roster, store, number, reusable=known)
        check_before(assignment, notebooks=any(work.notebook for work in plan.work))
        self._listener.planned(plan)
        summary = Summary(plan)
        with self._servers:
            waiting: Sequence[Work] = plan.work
            for _ in range(_TRIES):
                waiting = self._go_through(waiting, number, summary, key, timing, under)
        store.end_run(number)
        return summary

    def _go_through(
        self,
        waiting: Sequence[Work],
        number: int,
        summary: Summary,
        key: bytes,
        timing: Timing | None,
        under: tuple[str, str],
    ) -> list[Work]:
        """Grade these, and return those that failed by no fault of their own."""
        taken: list[Work] = []
        slots: list[int] = []
        failed: list[Work] = []

        def jobs() -> Iterator[Job]:
            for work in waiting:
                try:
                    found = submission.read(work.handed_in.path, self._assignment)
                except SubmissionError as error:  # it is gone
                    summary.failed[work.owner] = str(error)
                    continue
                if found.digest != work.digest:  # it was changed since
                    note(self._store, number, self._assignment, work.owner, work.logins, work.handed_in, found)
                taken.append(work)
                yield Job(found)

        def started(index: int, slot: int) -> None:
            slots.append(slot)
            self._listener.started(taken[index], slot)

        def outcome(index: int, found: Outcome, count: int) -> None:
            self._listener.outcome(taken[index], slots[index], found, count)

        def done(index: int, result: Judgement | GraderError) -> None:
            work = taken[index]
            if isinstance(result, Judgement):
                try:
                    self._store.add(number, result, conditions=under[0], calibration=under[1])
                except StoreError as error:  # a full disk, say: the others may still be kept
                    result = error
            if isinstance(result, Judgement):
                summary.graded += 1
                summary.failed.pop(work.owner, None)
            else:
                summary.failed[work.owner] = str(result)
                failed.append(work)
            self._listener.done(work, slots[index], result)

        cores = sorted(os.sched_getaffinity(0))
        judge_each(
            self._assignment,
            jobs(),
            self._server_of,
            key=key,
            timing=timing,
            slots=self._slots,
            cores=cores if self._slots <= len(cores) else (),
            on_start=started,
            on_progress=outcome,
            on_done=done,
        )
        return failed

    def _server_of(self, job: Job) -> ForkServer:
        """The fork server for scripts, or the one for notebooks: made when it is first needed, anew if it is gone."""
        notebooks = bool(job.submission.notebook)
        server = self._server.get(notebooks)
        if server is None or not server.alive:
            made = fork_server(self._assignment, self._minimum, notebooks=notebooks)
            server = self._server[notebooks] = self._servers.enter_context(made)
        return server
