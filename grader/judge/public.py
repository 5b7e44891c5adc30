"""Run an assignment's public tests on a student's own file, in this very process."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from grader.course import ASSIGNMENT_FILE, Settings, read_settings
from grader.errors import CourseError
from grader.judge import own_pytest
from grader.judge.bench import LocalBench
from grader.judge.forbidden import find_forbidden
from grader.judge.grade import Outcome
from grader.judge.marks import spec_of
from grader.judge.place import BENCH
from grader.judge.verdict import gathered_evidence
from grader.judge.verdicts import load_problems, verdict

PUBLIC_TESTS = "test_public.py"


@dataclass(frozen=True)
class Checked:
    """What the public tests came to; `problems` are what of the file could not be read or run."""

    settings: Settings
    outcomes: tuple[Outcome, ...]
    problems: tuple[str, ...]


@dataclass
class _Checker:
    """The pytest plugin of one `grader check`."""

    bench: LocalBench
    keyword: str
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
        started = time.monotonic()
        with gathered_evidence():
            result = yield
        spec = spec_of(item)
        found = verdict(self.ended, self.bench.settings, self.bench.own.report)
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
            )
        )
        return result


def template_folder(path: Path) -> Path:
    """The folder of an assignment's template that `path` (a file or folder in it) belongs to."""
    folder = path if path.is_dir() else path.parent
    if not path.exists():
        raise CourseError(f"{path} does not exist: give the assignment's folder, or your file in it")
    for name in (ASSIGNMENT_FILE, PUBLIC_TESTS):
        if not (folder / name).is_file():
            raise CourseError(f"{folder.resolve()} is no assignment's folder: it has no {name}; run this where it is")
    return folder


def check_public(path: Path, keyword: str = "") -> Checked:
    """Run the public tests beside `path` whose name holds `keyword`; CourseError where there are none."""
    folder = template_folder(path).resolve()
    settings = read_settings(folder / ASSIGNMENT_FILE)
    own = folder / settings.file if path.is_dir() else path.resolve()
    if not own.is_file():
        raise CourseError(f"{own} does not exist: the assignment's file is called {settings.file}")
    try:
        bench = LocalBench(settings=settings, path=own)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise CourseError(f"{own.name} is not a text file in UTF-8: {error}") from error
    checker = _Checker(bench, keyword)
    # not captured: the student's prints and breakpoints
    status = own_pytest.run([folder / PUBLIC_TESTS], folder, ["-p", "no:terminal"], checker)
    if checker.stopped:
        raise KeyboardInterrupt
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise CourseError(f"{folder / PUBLIC_TESTS} cannot be run; `pytest {PUBLIC_TESTS}` says why")
    if not checker.outcomes:
        raise CourseError(f"no public test has {keyword!r} in its name" if keyword else "there are no public tests")
    problems = (*load_problems(settings.file, bench.own.report), *_forbidden(settings, own))
    return Checked(settings, tuple(checker.outcomes), problems)


def _forbidden(settings: Settings, own: Path) -> list[str]:
    """The forbidden calls that the file at `own`, and what lies beside it, names: a line for each function."""
    if not settings.forbidden_calls:
        return []
    beside = {path.name: path.read_bytes() for path in own.parent.glob("*.py") if path.is_file()}
    files = beside | {settings.file: own.read_bytes()}
    return [str(finding) for finding in find_forbidden(files, settings).values()]
