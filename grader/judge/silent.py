"""Run pytest on an assignment's hidden tests without a sound; what is wrong with the tests is a CourseError."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Generator
from typing import Protocol

import pytest

from grader.course import Assignment
from grader.errors import CourseError, GraderError
from grader.judge import own_pytest


class Plugin(Protocol):
    """A pytest plugin that keeps a fault on the instructor's or our side, having ended the run with it."""

    fault: GraderError | None


def run_pytest(assignment: Assignment, plugin: Plugin, *options: str) -> None:
    """Run pytest on the hidden tests, in silence; CourseError when it cannot run them."""
    with _quiet() as said:
        # rewritten assertions would put hidden values into messages
        status = own_pytest.run(
            assignment.hidden_tests, assignment.tests_folder, ["--assert=plain", "--quiet", *options], plugin
        )
        printed = said()
    if plugin.fault is not None:
        raise plugin.fault
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise CourseError(f"{assignment.slug}: the hidden tests cannot be run: {_reason(printed)}")


@contextlib.contextmanager
def _quiet() -> Generator[Callable[[], str]]:
    """Standard output and error of this process go to a file for the block; the yielded function reads its end."""
    with tempfile.TemporaryFile() as kept, open(os.dup(kept.fileno()), "w", buffering=1) as text:  # noqa: PTH123  (a descriptor)
        saved = [os.dup(1), os.dup(2)]
        try:
            os.dup2(kept.fileno(), 1)
            os.dup2(kept.fileno(), 2)

            def said() -> str:
                size = os.fstat(kept.fileno()).st_size
                return os.pread(kept.fileno(), 20_000, max(0, size - 20_000)).decode("utf-8", "replace")

            # sys.stdout need not be descriptor 1
            with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
                yield said
        finally:
            for descriptor, target in zip(saved, (1, 2), strict=True):
                os.dup2(descriptor, target)
                os.close(descriptor)


def _reason(printed: str) -> str:
    """The line of pytest's own output that says what is wrong with the test files."""
    errors = [line[1:].strip() for line in printed.splitlines() if line.startswith("E  ")]
    errors = [error.removeprefix("grader.errors.CourseError: ") for error in errors]
    others = [line for line in printed.splitlines() if line.startswith(("ERROR", "INTERNALERROR"))]
    return (errors or others or ["pytest did not say why"])[-1]
