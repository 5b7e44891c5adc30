"""The bench of a grading run: each test gets a fresh process of the sandbox, shared runs are snapshots to fork from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec

from grader.course import Assignment
from grader.data import Dataset
from grader.errors import CourseError
from grader.judge.bench import Materials, SharedRun, opaque_results
from grader.judge.bounds import bounded_time
from grader.judge.common import Common
from grader.judge.executed import executed
from grader.judge.forbidden import find_forbidden
from grader.judge.limits import Timing, after_a_hang, limit_seconds, machine_scale, reference_seconds, seconds_for
from grader.judge.spec import TestSpec
from grader.judge.used import Used
from grader.judge.verdict import record
from grader.remote import limit_words
from grader.remote.channel import Channel
from grader.remote.following import Following
from grader.remote.lines import Lines, lines_of_notebook
from grader.remote.messages import LoadReport, Setup
from grader.remote.outcomes import (
    Crash,
    ForbiddenCall,
    HarnessOutcome,
    LimitReached,
    MemoryLimit,
    MissingName,
    ProtocolViolation,
    RemoteError,
    Stopped,
    Timeout,
)
from grader.remote.session import Session
from grader.sandbox.box import Process, Sandbox
from grader.sandbox.ends import LoadFailed, ParentLost
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.log import Log
from grader.submission import Submission
from grader.submission.disk import MEBIBYTE

# A statement at the top level that takes too long costs its limit once, and a run of the file. Behind the third such
# statement there is less time for those that have not been run before.
_MOST_LEFT_OUT = 20
_PATIENT = 3
_IMPATIENT = 0.1  # of the limit, but half a second at least
_SHORTEST_SECONDS = 0.5
_RUNS = 2  # of a shared run, at most


class SandboxBench(Materials):
    """One submission in one sandbox. Not for several tests at once."""

    def __init__(
        self,
        assignment: Assignment,
        submission: Submission,
        server: ForkServer,
        *,
        key: bytes,
        timing: Timing | None,
        digest: str,
        common: Common,
        draws: str = "",
    ) -> None:
        """`draws` tells this bench's draws from those of others with the same key and digest."""
        super().__init__(
            settings=assignment.settings,
            reference=assignment.reference_file,
            probes=assignment.probes_file,
            key=key,
            digest=digest,
        )
        self._assignment = assignment
        self._submission = submission
        self._draws = draws
        self.lines = Lines(assignment.settings.file)
        if submission.notebook:
            self.lines = lines_of_notebook(submission.notebook, submission.files[submission.notebook])
        self._server = server
        self._common = common
        self._timing = timing
        self._scale = machine_scale(timing)
        self._sandbox: Sandbox | None = None
        self._load_failed: HarnessOutcome | None = None
        self._left_out: dict[int, str] = {}  # statements of the file, by number, with the reason
        self._over_all = False  # whether the time for all statements together has been over once
        self._hung: set[str] = set()
        self._failed: set[str] = set()
        self._early_stop = {} if draws else {rule.run: rule for rule in assignment.early_stop}
        self._shared_runs: dict[str, SharedRun] = {}
        self.shared_seconds: dict[str, float] = {}  # CPU seconds of each shared run, by its own account
        self.report: LoadReport | None = None
        self._load_output = ""
        self._forbidden = find_forbidden(submission.files, assignment.settings)
        self.used = Used()
        self.log = Log()

    def close(self) -> None:
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def limit(self, spec: TestSpec, *, goes_on: bool = False) -> float:
        """CPU seconds that a test may use; `goes_on`: from a shared run."""
        full = limit_seconds(spec, self.settings.limits, self._timing, self._scale, goes_on=goes_on)
        return self._shortened(spec.id, full, {spec.of, *spec.needs})

    def as_it_ran(self) -> tuple[bytes, str]:
        """The notebook with the outputs of its cells, and what is wrong with those, in a process that serves no test.

        (b"", "") where no notebook was handed in, or none of it could be run.
        """
        if not self._submission.notebook or self.report is None:
            return b"", ""
        cells = self._submission.files[self._submission.notebook]
        try:
            channel = self._open(self.settings.limits.floor_seconds)
            try:
                shown = Session(channel, lines=self.lines).shown()
            finally:
                channel.end()
            return executed(cells, shown, self.settings.notebook.output_mb), ""
        except (RemoteError, HarnessOutcome) as error:
            return executed(cells, b"[]", 0), f"{self.lines.file}: what its cells showed cannot be read: {error}"

    def _loaded(self, name: str) -> Dataset:
        kept = self._common.datasets.get(name)
        if kept is None:
            kept = super()._loaded(name)
            self._common.is_loaded(name)
        return kept

    @property
    def printed(self) -> str:
        """What the running test's processes printed."""
        return "".join(self.used.output)

    def begin(self, spec: TestSpec) -> None:
        """A test begins: what is used and logged from now on is its."""
        self.used = Used()
        self.log.test = spec.id

    def ended(self, error: BaseException | None) -> BaseException | None:
        """What the running test ended with, for who knows its processes: `error`, or the memory limit behind it."""
        if self.used.over_memory and isinstance(error, (Exception, Timeout)):
            # one of its processes was killed by the kernel, and the others went on as they could, or waited for it
            return MemoryLimit(limit_words.stopped_at("memory", self.settings.limits))
        return error

    def seed(self, name: str) -> str:
        return super().seed(name + self._draws)

    @contextmanager
    def second_run(self, spec: TestSpec) -> Iterator[SandboxBench]:
        """A bench for one more run of the test, on other draws, with its shared run.

        It has a sandbox of its own: beside what the first run has left, one that fits the limits would not fit. No run
        on it is given up for being low, since few are made, and of none but those that were not low.
        """
        self.log.say("within the margin of its threshold: the test is run once more, on other draws")
        bench = SandboxBench(
            self._assignment,
            self._submission,
            self._server,
            key=self._key,
            timing=self._timing,
            digest=self._digest,
            common=self._common,
            draws=", second run",
        )
        bench.log = self.log
        bench.begin(spec)
        try:
            with self._common.keeping_no_draws():
                yield bench
        finally:
            bench.close()

    @property
    def cpu_seconds(self) -> float:
        """What the running test used, with all shared runs so far."""
        return self.used.cpu_seconds + sum(self.shared_seconds.values())

    def hung(self, function: str) -> None:
        """Tests that build on this function are given less time from now on."""
        self._hung.add(function)

    def failed(self, function: str) -> None:
        """No run is given up by what this function says of it."""
        self._failed.add(function)

    @contextmanager
    def session(self, spec: TestSpec, shared: Callable[..., Any] | None) -> Iterator[Session]:
        if spec.of in self._forbidden:
            raise ForbiddenCall(self._forbidden[spec.of].said(self.settings.file, self.lines))
        limit = self.limit(spec, goes_on=shared is not None)
        self.used.limit_seconds += limit
        if shared is None:
            channel = self._open(limit, spec.id)
            session = self._session(channel)
        else:
            channel, session = self._go_on_from(spec.id, shared, limit)
        try:
            if forbidden := self.settings.calls_forbidden_to(spec.of):
                session.watch(forbidden)
            yield session
        finally:
            self.used.add(channel.end(), channel.output)

    def shared(self, function: Callable[..., Any]) -> Any:
        return self._shared_runs[function.__name__].value

    def _go_on_from(self, test: str, function: Callable[..., Any], limit: float) -> tuple[Channel, Session]:
        """A fork of where a shared run ended, for this test.

        Where its process is gone, with a sandbox that was given up, say, that is no fault of the test that asks: then
        the run is made again, but once only, for it may be the run itself that loses it: by a thread that it leaves,
        say, since such a process cannot be forked.
        """
        name = function.__name__
        run = self._shared_runs.setdefault(name, SharedRun(function))
        if run.function is not function:
            raise CourseError(f"two shared runs are called {name}")
        if run.error is not None:
            raise run.error
        while True:
            if run.process is None:
                run.run(partial(self._run, function, run))
            assert run.session is not None
            assert run.process is not None
            assert self._sandbox is not None
            try:
                channel = self._open(limit, test, run.process)
            except ParentLost as lost:
                self._sandbox.end(run.process)  # it may still stand there, with all that it holds
                if run.times >= _RUNS:
                    raise Crash("the process that the test goes on from is gone") from lost
                run.process = None
                self.log.say(f"the shared run {name} is made again")
            else:
                run.session.resume(channel)
                return channel, run.session

    def _run(self, function: Callable[..., Any], run: SharedRun) -> Any:
        name, limits = function.__name__, self.settings.limits
        full = seconds_for(name, limits.training, limits, self._timing, self._scale)
        limit = self._shortened(name, full, self._hung)
        self.used.limit_seconds += limit
        channel = self._open(limit, name)
        session = self._session(channel)
        try:
            begin = session.clock()
            with bounded_time(), self._followed(name, session):
                value = self.run_shared(function, session)
            self.shared_seconds[name] = session.clock() - begin
        except BaseException:
            self.used.add(channel.end(), channel.output)
            raise
        assert self._sandbox is not None
        channel.drain()
        self._sandbox.keep(channel.process)
        if text := channel.output.text():
            self.used.output.append(text)
        run.session, run.process = session, channel.process
        return value

    @contextmanager
    def _followed(self, name: str, session: Session) -> Iterator[None]:
        """Give the run up where the rule for it says so; what it came to is evidence of the test that asked for it."""
        rule = self._early_stop.get(name)
        if rule is None or rule.classes in self._failed:
            yield
            return
        session.follow(msgspec.convert(rule, Following, from_attributes=True))  # and neither the run's name nor `least`
        said = ""
        try:
            yield
            right = session.followed()[: len(rule.floors)]
        except Stopped as stopped:
            right = stopped.right
            if rule.place(right) != len(right) - 1:
                raise ProtocolViolation("a run was given up that was not too low") from stopped
            said = rule.said(right)
        after = [number for number, _ in rule.floors][: len(right)]
        record("learning curve", run=name, of=rule.whole, unit=rule.unit, after=after, right=right)
        if said:
            raise Stopped(right, said)

    def _shortened(self, name: str, full: float, builds_on: set[str]) -> float:
        if builds_on & self._hung:
            return after_a_hang(name, full, self.settings.limits, self._timing, self._scale)
        return full

    def _session(self, channel: Channel) -> Session:
        session = Session(channel, lines=self.lines, opaque=opaque_results(self.settings))
        if self.report is None:
            try:
                self.report = session.report
            except HarnessOutcome:
                self.used.add(channel.end(), channel.output)
                raise
        session.know(self.report)
        return session

    def _open(self, limit: float, name: str = "", parent: Process | None = None) -> Channel:
        """A process for the test or shared run of this name; ParentLost where it cannot be a fork of `parent`."""
        if self._load_failed is not None:
            raise self._load_failed
        limits = self.settings.limits
        if self.settings.file not in self._submission.files:
            raise MissingName("; ".join(self._submission.problems) or f"there is no {self.settings.file}")
        while True:
            started = time.monotonic() if self._sandbox is None else None
            if self._sandbox is None:
                self._sandbox = self._new_sandbox()
            try:
                process = self._sandbox.open(parent=None if parent is None else parent.id, cpu_seconds=limit)
            except LoadFailed as failure:
                if self._leave_out(failure):
                    continue
                self._load_failed = self._import_outcome(failure)
                raise self._load_failed from failure
            finally:
                if started is not None:
                    self.used.loading_seconds += time.monotonic() - started
                if self._sandbox is not None:
                    self._tell_load_output(self._sandbox.load_output.decode("utf-8", "replace"))
            own = reference_seconds(name, self._timing, self._scale)
            return Channel(self._sandbox, process, limits, seconds=limit, reference_seconds=own)

    def _new_sandbox(self) -> Sandbox:
        file, notebook = self.settings.file, self._submission.notebook
        full, known = self.settings.limits.import_seconds, max(self._left_out, default=0)
        forbidden = self.settings.packages.forbidden
        how = self.settings.notebook
        most = (int(how.cell_output_mb * MEBIBYTE), int(how.output_mb * MEBIBYTE))
        later = self._later_seconds()
        setup = Setup(file, forbidden, full, later, known, self._left_out, notebook, how.engine, most)
        setting_up = msgspec.msgpack.encode(setup)
        return self._server.sandbox(self._submission.files, self.settings.limits, setting_up, self.log)

    def _later_seconds(self) -> float:
        """CPU seconds for each statement at the top level that has not been run before."""
        full = self.settings.limits.import_seconds
        return full if len(self._left_out) < _PATIENT else min(full, max(_IMPATIENT * full, _SHORTEST_SECONDS))

    def _leave_out(self, failure: LoadFailed) -> bool:
        """Whether it failed at one statement that took too long, and the file can be run without that."""
        number = failure.statement
        if failure.reason != "timeout" or not number or number in self._left_out:
            return False
        if len(self._left_out) == _MOST_LEFT_OUT:
            return False
        if any(run.process is not None for run in self._shared_runs.values()):  # they would not outlive this sandbox
            return False
        if not failure.own_fault and self._over_all:  # it costs the time of the whole file, and that twice at most
            return False
        self._over_all |= not failure.own_fault
        self.report = None
        limits = self.settings.limits
        seconds = limits.import_seconds if number <= max(self._left_out, default=0) else self._later_seconds()
        said = f"took longer than {seconds:g} s and was stopped"
        if not failure.own_fault:
            said = f"was being run when the {limits.loading_seconds:g} s for all statements were over"
        self._left_out[number] = said
        self.log.say(f"the file is run again without statement {number}")
        self.close()
        return True

    def _tell_load_output(self, text: str) -> None:
        """What running the file prints belongs to the first test; it is not told again for each."""
        if text and text != self._load_output:
            self._load_output = text
            self.used.output.append(text)

    def _import_outcome(self, failure: LoadFailed) -> HarnessOutcome:
        limits, file = self.settings.limits, self.lines.file
        if failure.reason == "timeout":
            return Timeout(f"running {file} itself took longer than {limits.loading_seconds:g} s and was stopped")
        if failure.reason == "memory":
            return MemoryLimit(f"running {file} itself was {limit_words.stopped_at('memory', limits)}")
        if failure.reason == "limit":
            return LimitReached(f"running {file} itself was {limit_words.stopped_at(failure.exit.over, limits)}")
        if not failure.exit.exited:
            return Crash(f"{file} could be run, but no process for a test could be started from it")
        how = f"signal {failure.exit.signal}" if failure.exit.signal else f"exit status {failure.exit.status}"
        return Crash(f"running {file} itself ended the process ({how})")
