"""Run the public tests on a student's own file: in this very process, or in the sandbox as a server does."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from grader.course import ASSIGNMENT_FILE, Assignment, Settings, read_settings
from grader.errors import CourseError
from grader.judge import own_pytest
from grader.judge.bench import IN_PROCESS_KEY, LocalBench, opaque_results
from grader.judge.forbidden import find_forbidden
from grader.judge.forbidden.imports import forbidden_imports
from grader.judge.grade import Outcome
from grader.judge.marks import spec_of
from grader.judge.place import BENCH
from grader.judge.verdict import CheckFailure, gathered_evidence
from grader.judge.verdicts import load_problems, verdict
from grader.remote.loopback import bind_module
from grader.submission.notebook import SUFFIX, NotANotebook, read_notebook
from grader.submission.own_file import counting_file
from grader.submission.reading import notebook_of
from grader.template_folder import PUBLIC_TESTS, template_folder

if TYPE_CHECKING:
    from grader.judge.sandbox_bench import SandboxBench


@dataclass(frozen=True)
class Checked:
    """What the public tests came to; `problems` are what of the file could not be read or run. `isolation` is the
    tier of the sandbox, "" without one."""

    settings: Settings
    outcomes: tuple[Outcome, ...]
    problems: tuple[str, ...]
    isolation: str = ""


class Follower(Protocol):
    """Whoever is told at once of what is wrong with the file, and of each test when it is through."""

    def problem(self, said: str) -> None: ...

    def outcome(self, test: Outcome) -> None: ...


class _Nobody:
    def problem(self, said: str) -> None: ...

    def outcome(self, test: Outcome) -> None: ...


NOBODY: Follower = _Nobody()


@dataclass
class _Checker:
    """The pytest plugin of one `grader check`."""

    bench: LocalBench | SandboxBench
    keyword: str
    follower: Follower
    outcomes: list[Outcome] = field(default_factory=list)
    ended: BaseException | None = None
    stopped: bool = False

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[BENCH] = self.bench

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if self.keyword in item.name]

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.stopped = excinfo.type is KeyboardInterrupt  # and not a file that cannot be read, which looks alike

    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> None:
        if call.excinfo is not None and self.ended is None:
            self.ended = call.excinfo.value

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self.ended = None
        spec = spec_of(item)
        self.bench.begin(spec)
        started = time.monotonic()
        with gathered_evidence() as evidence:
            result = yield
        ended = self.bench.ended(self.ended)
        if isinstance(ended, CheckFailure):
            evidence |= ended.evidence
        found = verdict(ended, self.bench.settings, self.bench.report, self.bench.lines)
        text = "\n".join(part for part in (found.message, found.detail) if part)
        self.outcomes.append(
            Outcome(
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
                output=self.bench.printed,
            )
        )
        self.follower.outcome(self.outcomes[-1])
        return result


def own_file(path: Path) -> tuple[Path, Path, Settings, str]:
    """The template's folder, the file in it that is meant by `path`, its settings, and why it is that file where
    there is a choice."""
    folder = template_folder(path)
    settings = read_settings(folder / ASSIGNMENT_FILE)
    own, note = _in_folder(folder, settings) if path.is_dir() else (path.resolve(), "")
    return folder, own, settings, note


def check_public(path: Path, keyword: str = "", follower: Follower = NOBODY) -> Checked:
    """Run the public tests beside `path` whose name holds `keyword`; CourseError where there are none."""
    folder, own, settings, note = own_file(path)
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
    problems = (
        *([note] if note else []),
        *load_problems(bench.lines, bench.report),
        *_forbidden(bench, _beside(own, settings)),
    )
    for problem in problems:
        follower.problem(problem)
    return replace(_checked(bench, folder, keyword, follower), problems=problems)


def check_module(module: ModuleType, folder: Path, keyword: str = "", follower: Follower = NOBODY) -> Checked:
    """Run the public tests in `folder` on what is in memory; CourseError where there are none."""
    folder = template_folder(folder)
    settings = read_settings(folder / ASSIGNMENT_FILE)
    bench = LocalBench(settings=settings, session=bind_module(module, opaque=opaque_results(settings)))
    return _checked(bench, folder, keyword, follower)


def check_in_sandbox(path: Path, keyword: str = "", follower: Follower = NOBODY) -> Checked:
    """The same, in the strongest sandbox of this machine and under the assignment's limits.

    A limit that is a multiple of what the reference needs is its cap here, since nothing is known of the reference.
    CourseError where there is no such test, SandboxError where this machine gives no sandbox.
    """
    from grader import submission
    from grader.judge.common import Common
    from grader.judge.grading import check_before, fork_server, kind_of
    from grader.judge.sandbox_bench import SandboxBench

    folder, own, settings, note = own_file(path)
    assignment = Assignment(folder.name, folder, settings)
    handed_in = submission.read(folder if path.is_dir() else own, assignment)
    check_before(assignment, notebooks=bool(handed_in.notebook))
    with fork_server(assignment, kind=kind_of(handed_in)) as server:
        digest, common = assignment.digest(), Common(folder)
        bench = SandboxBench(
            assignment, handed_in, server, key=IN_PROCESS_KEY, timing=None, digest=digest, common=common
        )
        try:
            checked = _checked(bench, folder, keyword, follower)
        finally:
            bench.close()
            common.close()
        notes = (*([note] if note else []), *(told for told in handed_in.problems if told != note))
        problems = (*notes, *checked.problems, *_forbidden(bench, handed_in.files))
        for problem in problems:  # what of the file could not be run shows with the first test
            follower.problem(problem)
        return replace(checked, problems=problems, isolation=server.isolation.tier)


def _in_folder(folder: Path, settings: Settings) -> tuple[Path, str]:
    """The file that would be graded, and why it is that one where there is a choice; CourseError without any."""
    found, why = counting_file(folder, settings)
    if found is None:
        names = f"{settings.file}, or {notebook_of(settings.file)} for a notebook"
        raise CourseError(f"{folder / settings.file} does not exist: the assignment's file is called {names}")
    return found, why


def _checked(bench: LocalBench | SandboxBench, folder: Path, keyword: str, follower: Follower) -> Checked:
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


def _beside(own: Path, settings: Settings) -> dict[str, bytes]:
    """The file at `own`, under the name that the assignment has for it, and what lies beside it but for the tests."""
    if not settings.forbidden_calls and not settings.packages.forbidden:
        return {}
    others = (path for path in own.parent.glob("*.py") if path.name != PUBLIC_TESTS)
    beside = {path.name: path.read_bytes() for path in others if path.is_file()}
    content = own.read_bytes()
    return beside | {settings.file: read_notebook(content).script if own.suffix.lower() == SUFFIX else content}


def _forbidden(bench: LocalBench | SandboxBench, files: Mapping[str, bytes]) -> list[str]:
    """What these files name of what is forbidden: a line for each import, and for each function that calls."""
    settings = bench.settings
    calls = [finding.said(settings.file, bench.lines) for finding in find_forbidden(files, settings).values()]
    return [*forbidden_imports(files, settings, bench.lines), *calls]
