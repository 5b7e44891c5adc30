"""Run an assignment's hidden tests on one submission, in this process, and return its Grade."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from _pytest.runner import runtestprotocol

from grader import __version__
from grader.course import Assignment, Settings
from grader.errors import CourseError, GraderError
from grader.judge.bounds import bounded_time
from grader.judge.common import Common
from grader.judge.follow import mark_follow_on
from grader.judge.grade import FAULTS, Answer, Grade, Outcome, SandboxEvent, total_score
from grader.judge.hints import is_a_judgement, with_hints_of_tests
from grader.judge.job import Job, Judgement, OnOutcome, Order
from grader.judge.limits import Timing
from grader.judge.marks import spec_of
from grader.judge.place import BENCH
from grader.judge.sandbox_bench import SandboxBench
from grader.judge.silent import Quiet, run_pytest
from grader.judge.spec import TestSpec
from grader.judge.verdict import CheckFailure, gathered_evidence
from grader.judge.verdicts import follows_from_itself, load_problems, verdict
from grader.questions import ANSWERS_FILE, answers_in, answers_in_notebook
from grader.remote.outcomes import Stopped
from grader.sandbox.forkserver import ForkServer
from grader.submission import Submission

MOST_SOURCE = 1 << 20  # bytes of a submission's file that are kept with its grade


@dataclass(frozen=True)
class Sitting:
    """One judging of one submission: what it is judged on, and who is told how it goes."""

    bench: SandboxBench
    order: Order
    on_outcome: OnOutcome


@dataclass(frozen=True)
class _Run:
    """One run of a test: how it ended, the evidence it left, the seed of its draws, a note for the instructor."""

    ended: BaseException | None
    evidence: dict[str, Any]
    seed: str
    note: str = ""

    @property
    def earned(self) -> float:
        """The share of the points that it earns."""
        if self.ended is None:
            return 1.0
        return self.ended.earned if isinstance(self.ended, CheckFailure) else 0.0

    @property
    def accuracy(self) -> float | None:
        found: float | None = self.evidence.get("accuracy", {}).get("value")
        return found


@dataclass
class Recorder:
    """The pytest plugin of one grading run: selects and orders tests, and keeps an Outcome for each.

    `sit` is called when the tests are collected, and returns in the process that is to run them.
    """

    settings: Settings
    sit: Callable[[], Sitting]
    specs: dict[str, TestSpec] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    second_cpu_seconds: float = 0.0
    judged: set[str] = field(default_factory=set)
    stopped: list[Stopped] = field(default_factory=list)
    ended: BaseException | None = None
    fault: GraderError | None = None
    _folder: tempfile.TemporaryDirectory[str] | None = None

    @pytest.fixture(scope="session")
    def tmp_path_factory(self, tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
        """pytest's own, with a folder of this judging's, gone afterwards.

        Among those of other runs of pytest it would stay, and making it would clear away what they have left. It is
        there until all has ended: where the last test runs a second time, fixtures of the session come back.
        """
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTEST_DEBUG_TEMPROOT", self._folder.name)
            tmp_path_factory.getbasetemp()
        return tmp_path_factory

    def close(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        if session.testsfailed:
            return  # a file cannot be read, and pytest says why
        try:
            self.specs = declared(items, self.settings)
        except CourseError as error:
            self.fault = error
            raise pytest.exit.Exception(str(error)) from error

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        if not session.testsfailed:
            sitting = self.sit()
            self.bench, self.on_outcome, order = sitting.bench, sitting.on_outcome, sitting.order
            session.config.stash[BENCH] = self.bench
            wanted = [item for item in session.items if order.wants(self.specs[item.name])]
            # parts stand in the order in which they build on each other: what hangs is known before what needs it runs
            parts = [part.name for part in self.settings.parts]

            def place(spec: TestSpec) -> tuple[bool, bool, int]:
                return spec.training, spec.of != order.first, parts.index(spec.part)

            session.items[:] = sorted(wanted, key=lambda item: place(self.specs[item.name]))
            self.specs = {item.name: self.specs[item.name] for item in session.items}
            self._to_first_loss = order.to_first_loss
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
        spec = self.specs[item.name]
        self.ended = None
        self.bench.begin(spec)
        started = time.monotonic()
        with gathered_evidence() as evidence:
            result = yield
        run = self._run(self.bench, spec, evidence)
        if isinstance(run.ended, CheckFailure) and run.ended.within_margin:
            run = self._better(run, self._second_run(item, nextitem))
        self._keep(spec, time.monotonic() - started, run)
        if self._to_first_loss and self.outcomes[-1].status != "passed":
            item.session.shouldfail = "a test has not earned all its points"
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self) -> Generator[None, Any, Any]:
        with bounded_time():
            return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport | None:
        """Of what raised, a report without words: nobody reads them, and pytest opens every module's file for them."""
        if call.excinfo is None:
            return None
        if self.ended is None:
            self.ended = call.excinfo.value
        what: dict[str, Any] = {"nodeid": item.nodeid, "location": item.location, "keywords": {}, "when": call.when}
        return pytest.TestReport(outcome="failed", longrepr=None, start=call.start, stop=call.stop, **what)

    def _run(self, bench: SandboxBench, spec: TestSpec, evidence: dict[str, Any]) -> _Run:
        """The run of the test that has just ended on the bench."""
        ended = bench.ended(self.ended)
        if isinstance(ended, CheckFailure):
            evidence |= ended.evidence
        return _Run(ended, evidence, bench.seed(spec.id))

    def _second_run(self, item: pytest.Item, nextitem: pytest.Item | None) -> _Run:
        spec, stash = self.specs[item.name], item.config.stash
        self.ended = None
        with self.bench.second_run(spec) as bench:
            stash[BENCH] = bench
            try:
                with gathered_evidence() as evidence:
                    runtestprotocol(item, log=False, nextitem=nextitem)
            finally:
                stash[BENCH] = self.bench
            run = self._run(bench, spec, evidence)
        self.second_cpu_seconds += bench.cpu_seconds
        self.bench.used.add_second_run(bench.used)
        return run

    def _better(self, first: _Run, second: _Run) -> _Run:
        """The one that earns more; the first where the second fails in another way, which is to cost nothing."""
        if isinstance(second.ended, GraderError):
            return second
        if second.earned > first.earned:
            found = replace(second, evidence=first.evidence | second.evidence)
        else:
            other = verdict(second.ended, self.settings, self.bench.report, self.bench.lines)
            found = replace(first, note=f"the second run, on other draws: {other.status}: {other.message}")
        if "accuracy" in found.evidence:
            found.evidence["accuracy"]["runs"] = [first.accuracy, second.accuracy]
        return found

    def _keep(self, spec: TestSpec, seconds: float, run: _Run) -> None:
        bench, evidence, self.ended = self.bench, run.evidence, run.ended
        self.fault = self._fault(spec, evidence)
        if self.fault is not None:
            raise pytest.exit.Exception(str(self.fault))
        used = bench.used
        found = verdict(self.ended, bench.settings, bench.report, bench.lines)
        if isinstance(self.ended, Stopped):
            if self.ended in self.stopped:
                found = follows_from_itself(found, spec)
            self.stopped.append(self.ended)
        if is_a_judgement(self.ended):
            self.judged.add(spec.id)
        self.cpu_seconds[spec.id] = used.cpu_seconds
        outcome = Outcome(
            id=spec.id,
            part=spec.part,
            title=spec.title,
            points=found.earned * spec.points,
            max_points=spec.points,
            status=found.status,
            message=found.message,
            hint=found.hint or (spec.advice if found.status in FAULTS else ""),
            follows_from=found.follows_from,
            seconds=round(max(0.0, seconds - used.loading_seconds), 3),
            limit_seconds=used.limit_seconds or bench.limit(spec),
            peak_memory_mb=round(used.peak_memory_mb, 1),
            evidence=evidence,
            detail="\n".join(filter(None, [found.detail, run.note])),
            output=bench.printed,
            seed=run.seed,
        )
        if found.status == "timeout":
            bench.hung(spec.of)
        if found.status in FAULTS and spec.excuses:
            bench.failed(spec.of)
        self.outcomes.append(outcome)
        self.on_outcome(outcome, len(self.specs))

    def _fault(self, spec: TestSpec, evidence: dict[str, Any]) -> GraderError | None:
        """What is not the submission's doing, and so ends the grading without a grade."""
        if isinstance(self.ended, GraderError):
            return self.ended
        if isinstance(self.ended, pytest.FixtureLookupError):
            return CourseError(f"{spec.id}: fixture {self.ended.argname!r} not found")
        try:
            msgspec.json.encode(evidence)
        except (TypeError, ValueError) as error:
            return CourseError(f"{spec.id}: what it records as evidence cannot be written as JSON: {error}")
        return None


def declared(items: Sequence[pytest.Item], settings: Settings) -> dict[str, TestSpec]:
    """What the collected tests declare; CourseError for what is the instructor's error.

    That is: a name twice, a test without points, of an unknown part or function or in need of one, points that do not
    add up to the part's.
    """
    total_points = {part.name: part.points for part in settings.parts}
    specs = {item.name: spec_of(item) for item in items}
    if len(specs) != len(items):
        names = [item.name for item in items]
        twice = next(name for name in names if names.count(name) > 1)
        raise CourseError(f"two hidden tests are called {twice}")
    sums = dict.fromkeys(total_points, 0.0)
    for spec in specs.values():
        if not spec.points:
            raise CourseError(f"{spec.id}: a hidden test says what it is worth: @points(…)")
        if spec.part not in sums:
            raise CourseError(f"{spec.id}: assignment.toml has no part {spec.part!r}")
        for name in (spec.of, *spec.needs):
            if name not in settings.functions:
                raise CourseError(f"{spec.id}: assignment.toml has no function {name!r}")
        sums[spec.part] += spec.points
    for part, due in total_points.items():
        if abs(sums[part] - due) > 1e-9:
            raise CourseError(f"part {part!r}: its tests add up to {sums[part]:g} points, not to {due:g}")
    return specs


@dataclass
class _Collector:
    """The pytest plugin that only asks what the tests declare."""

    settings: Settings
    specs: dict[str, TestSpec] = field(default_factory=dict)
    fault: GraderError | None = None

    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        if session.testsfailed:
            return  # a file cannot be read, and pytest says why
        try:
            self.specs = declared(items, self.settings)
        except CourseError as error:
            self.fault = error
            raise pytest.exit.Exception(str(error)) from error


def hidden_tests(assignment: Assignment) -> dict[str, TestSpec]:
    """What the hidden tests declare, by test; nothing is run."""
    collector = _Collector(assignment.settings)
    run_pytest(assignment, collector, "--collect-only")
    return collector.specs


def judge(
    assignment: Assignment,
    server: ForkServer,
    *,
    key: bytes,
    timing: Timing | None,
    take: Callable[[], tuple[Job, OnOutcome]],
    common: Common,
) -> Judgement:
    """Collect the hidden tests, take a job, and run the tests on its submission in a sandbox of `server`.

    Until `take` returns nothing is known of any submission; it may return in forks of this process, several times.
    `common`: what those need not make again.
    Prints nothing; whatever the submission does ends in the grade. CourseError for what is wrong with the tests.
    """
    quiet, digest = Quiet(), assignment.digest()
    sat: list[tuple[Submission, SandboxBench, datetime, float]] = []

    def sit() -> Sitting:
        job, on_outcome = take()
        started, clock = datetime.now(UTC), time.monotonic()
        quiet.begin_anew()
        bench = SandboxBench(
            assignment, job.submission, server, key=job.key or key, timing=timing, digest=digest, common=common
        )
        sat.append((job.submission, bench, started, clock))
        return Sitting(bench, job.order, on_outcome)

    recorder = Recorder(assignment.settings, sit)
    try:
        run_pytest(assignment, recorder, quiet=quiet)
        ((submission, bench, started, clock),) = sat
        notebook, fault = bench.as_it_ran()
    finally:
        recorder.close()
        for _, bench, *_ in sat:
            bench.close()
    settings = assignment.settings
    answers, problems = _answers(assignment, submission)
    problems += [fault] if fault else []
    parts = [part.name for part in settings.parts]
    outcomes = tuple(sorted(recorder.outcomes, key=lambda outcome: parts.index(outcome.part)))
    if bench.report is not None:  # else nothing was run, and so nothing follows from anything
        outcomes = mark_follow_on(outcomes, recorder.specs, keeps=settings.feedback.follow_on_keeps)
    outcomes = with_hints_of_tests(outcomes, recorder.specs, recorder.judged)
    grade = Grade(
        grader_version=__version__,
        assignment=assignment.slug,
        assignment_title=settings.title,
        assignment_digest=digest,
        submission=submission.name,
        submission_digest=submission.digest,
        isolation=server.isolation.tier,
        memory_limit_mb=settings.limits.memory_mb,
        score=total_score(outcomes),
        max_score=assignment.max_score,
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - clock, 3),
        audience="instructor",
        problems=(*submission.problems, *load_problems(bench.lines, bench.report), *problems),
        tests=outcomes,
        answers=answers,
        sandbox_log=tuple(
            SandboxEvent(seconds=event.seconds, test=event.test, event=event.what) for event in bench.log.events
        ),
    )
    source = submission.files.get(settings.file, b"")[:MOST_SOURCE]
    spent = {**recorder.cpu_seconds, **bench.shared_seconds}
    return Judgement(grade, recorder.specs, spent, notebook, source, recorder.second_cpu_seconds)


def _answers(assignment: Assignment, submission: Submission) -> tuple[tuple[Answer, ...], list[str]]:
    """What was written to each question, and what is wrong with the file."""
    questions, content = assignment.questions, submission.files.get(ANSWERS_FILE)
    texts, problems = answers_in(content, questions) if content is not None else ([""] * len(questions), [])
    if questions and submission.notebook and not any(texts):
        texts = answers_in_notebook(submission.files[submission.notebook], questions)
    answers = tuple(
        Answer(
            number=number,
            title=question.title,
            max_points=question.points,
            status="awaiting grading" if text else "not answered",
            text=text,
            rubric=question.rubric,
            model_answer=question.model_answer,
        )
        for number, (question, text) in enumerate(zip(questions, texts, strict=True), 1)
    )
    return answers, problems
