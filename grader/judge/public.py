"""Run an assignment's public tests on a student's own file, in this very process, or as the server would."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import pytest

from grader.course import ASSIGNMENT_FILE, Settings, read_settings
from grader.errors import CourseError
from grader.judge import own_pytest
from grader.judge.bench import Bench, LocalBench, opaque_results
from grader.judge.forbidden import find_forbidden
from grader.judge.grade import Outcome
from grader.judge.marks import TestSpec, spec_of
from grader.judge.place import BENCH
from grader.judge.verdict import CheckFailure, gathered_evidence
from grader.judge.verdicts import load_problems, verdict
from grader.remote.lines import Lines
from grader.remote.loopback import bind_module
from grader.remote.messages import LoadReport
from grader.submission.notebook import SUFFIX, NotANotebook, read_notebook
from grader.submission.own_file import own_file
from grader.submission.reading import notebook_of
from grader.template_folder import PUBLIC_TESTS, template_folder


@dataclass(frozen=True)
class Checked:
    """What the public tests came to; `problems` are what of the file could not be read or run."""

    settings: Settings
    outcomes: tuple[Outcome, ...]
    problems: tuple[str, ...]

    @property
    def failing(self) -> tuple[Outcome, ...]:
        return tuple(test for test in self.outcomes if test.status not in ("passed", "skipped", "not_run"))


class Follower(Protocol):
    """Whoever is told what happens as it does."""

    def begins(self, file: str, count: int) -> None:
        """`count` tests are about to be run on the file of this name."""

    def problem(self, said: str) -> None:
        """Something of the file could not be read or run."""

    def outcome(self, outcome: Outcome) -> None: ...


class Nobody:
    """Follows nothing."""

    def begins(self, file: str, count: int) -> None: ...

    def problem(self, said: str) -> None: ...

    def outcome(self, outcome: Outcome) -> None: ...


NOBODY = Nobody()


class PublicBench(Bench, Protocol):
    """What `Checker` needs beside the fixtures: of whose file the tests are, and what a test ended with."""

    settings: Settings

    @property
    def report(self) -> LoadReport | None: ...

    @property
    def lines(self) -> Lines: ...

    @property
    def printed(self) -> str: ...

    def begin(self, spec: TestSpec) -> None: ...

    def ended(self, error: BaseException | None) -> BaseException | None: ...


@dataclass
class _Checker:
    """The pytest plugin of one `grader check`."""

    bench: PublicBench
    keyword: str
    follower: Follower
    outcomes: list[Outcome] = field(default_factory=list)
    ended: BaseException | None = None
    stopped: bool = False

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[BENCH] = self.bench

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if self.keyword in item.name]
        if items:
            self.follower.begins(self.bench.lines.file, len(items))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.stopped = excinfo.type is KeyboardInterrupt  # and not a file that cannot be read, which looks alike

    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> None:
        if call.excinfo is not None and self.ended is None:
            self.ended = call.excinfo.value

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self.ended = None
        spec, bench = spec_of(item), self.bench
        bench.begin(spec)
        started = time.monotonic()
        with gathered_evidence() as evidence:
            result = yield
        ended = bench.ended(self.ended)
        if isinstance(ended, CheckFailure):
            evidence |= ended.evidence
        found = verdict(ended, bench.settings, bench.report, bench.lines)
        text = "\n".join(part for part in (found.message, found.detail) if part)
        outcome = Outcome(
            id=spec.id,
            part=spec.part,
            title=spec.title,
            points=0.0,
            max_points=0.0,
            status=found.status,
            message=text,
            hint=found.hint,
            seconds=round(time.monotonic() - started, 3),
            evidence=evidence,
            output=bench.printed,
        )
        self.outcomes.append(outcome)
        self.follower.outcome(outcome)
        return result


def check_public(path: Path, keyword: str = "", follower: Follower = NOBODY) -> Checked:
    """Run the public tests beside `path` whose name holds `keyword`; CourseError where there are none."""
    folder = template_folder(path)
    settings = read_settings(folder / ASSIGNMENT_FILE)
    own, note = _own(folder, settings) if path.is_dir() else (path.resolve(), "")
    try:
        bench = LocalBench(settings=settings, path=own)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise CourseError(f"{own.name} is not a text file in UTF-8: {error}") from error
    except NotANotebook as reason:
        raise CourseError(f"{own.name} {reason}") from reason
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "IPython":
            raise
        raise CourseError(f"{own.name} is a notebook, and IPython is not installed: pip install ipython") from error
    problems = (*([note] if note else []), *load_problems(bench.lines, bench.report), *_forbidden(bench, own))
    for problem in problems:
        follower.problem(problem)
    return replace(run_public(bench, folder, keyword, follower), problems=problems)


def check_module(module: ModuleType, folder: Path, keyword: str = "", follower: Follower = NOBODY) -> Checked:
    """Run the public tests in `folder` on what is in memory; CourseError where there are none."""
    folder = template_folder(folder).resolve()
    settings = read_settings(folder / ASSIGNMENT_FILE)
    bench = LocalBench(settings=settings, session=bind_module(module, opaque=opaque_results(settings)))
    return run_public(bench, folder, keyword, follower)


def _own(folder: Path, settings: Settings) -> tuple[Path, str]:
    """The file that would be graded, and why it is that one where there is a choice; CourseError without any."""
    found, why = own_file(folder, settings)
    if found is None:
        names = f"{settings.file}, or {notebook_of(settings.file)} for a notebook"
        raise CourseError(f"{folder / settings.file} does not exist: the assignment's file is called {names}")
    return found, why


def run_public(bench: PublicBench, folder: Path, keyword: str, follower: Follower = NOBODY) -> Checked:
    """Run the public tests in `folder` on what the bench has."""
    settings = bench.settings
    checker = _Checker(bench, keyword, follower)
    # not captured: the student's prints and breakpoints
    status = own_pytest.run([folder / PUBLIC_TESTS], folder, ["-p", "no:terminal"], checker)
    if checker.stopped:
        raise KeyboardInterrupt
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise CourseError(f"{folder / PUBLIC_TESTS} cannot be run; `pytest {PUBLIC_TESTS}` says why")
    if not checker.outcomes:
        raise CourseError(f"no public test has {keyword!r} in its name" if keyword else "there are no public tests")
    return Checked(settings, tuple(checker.outcomes), load_problems(bench.lines, bench.report))


def _forbidden(bench: LocalBench, own: Path) -> list[str]:
    """The forbidden calls that the file at `own`, and what lies beside it, names: a line for each function."""
    settings = bench.settings
    if not settings.forbidden_calls:
        return []
    beside = {path.name: path.read_bytes() for path in own.parent.glob("*.py") if path.is_file()}
    content = own.read_bytes()
    files = beside | {settings.file: read_notebook(content).script if own.suffix.lower() == SUFFIX else content}
    return [finding.said(settings.file, bench.own.lines) for finding in find_forbidden(files, settings).values()]
