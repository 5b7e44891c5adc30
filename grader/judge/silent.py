"""Run pytest on an assignment's hidden tests without a sound; what is wrong with the tests is a CourseError."""

from __future__ import annotations

import contextlib
import os
import tempfile
from contextlib import ExitStack
from types import TracebackType
from typing import Protocol, Self

import pytest

from grader.course import Assignment
from grader.errors import CourseError, GraderError
from grader.judge import own_pytest


class Plugin(Protocol):
    """A pytest plugin that keeps a fault on the instructor's or our side, having ended the run with it."""

    fault: GraderError | None


class Quiet:
    """Standard output and error of this process go to a file while it is entered."""

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        with ExitStack() as stack:
            self._kept = stack.enter_context(tempfile.TemporaryFile())
            text = stack.enter_context(open(os.dup(self._kept.fileno()), "w", buffering=1))  # noqa: PTH123  (a descriptor)
            saved = [os.dup(1), os.dup(2)]
            stack.callback(_put_back, saved)
            self._targets = (self._kept.fileno(), text.fileno(), 1, 2)
            self._direct(self._kept.fileno())
            # sys.stdout need not be descriptor 1
            stack.enter_context(contextlib.redirect_stdout(text))
            stack.enter_context(contextlib.redirect_stderr(text))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def begin_anew(self) -> None:
        """In a fork: with a file of its own, also for who has kept hold of the streams; forks would write into one."""
        with tempfile.TemporaryFile() as own:
            self._direct(own.fileno())

    def said(self) -> str:
        """The end of what was written."""
        size = os.fstat(self._kept.fileno()).st_size
        return os.pread(self._kept.fileno(), 20_000, max(0, size - 20_000)).decode("utf-8", "replace")

    def _direct(self, descriptor: int) -> None:
        for target in self._targets:
            if target != descriptor:
                os.dup2(descriptor, target, inheritable=target in (1, 2))


def _put_back(saved: list[int]) -> None:
    for descriptor, target in zip(saved, (1, 2), strict=True):
        os.dup2(descriptor, target)
        os.close(descriptor)


def run_pytest(assignment: Assignment, plugin: Plugin, *options: str, quiet: Quiet | None = None) -> None:
    """Run pytest on the hidden tests, in silence; CourseError when it cannot run them."""
    with quiet or Quiet() as output:
        # rewritten assertions would put hidden values into messages
        status = own_pytest.run(
            assignment.hidden_tests, assignment.tests_folder, ["--assert=plain", "--quiet", *options], plugin
        )
        printed = output.said()
    if plugin.fault is not None:
        raise plugin.fault
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise CourseError(f"{assignment.slug}: the hidden tests cannot be run: {_reason(printed)}")


def _reason(printed: str) -> str:
    """The line of pytest's own output that says what is wrong with the test files."""
    errors = [line[1:].strip() for line in printed.splitlines() if line.startswith("E  ")]
    errors = [error.removeprefix("grader.errors.CourseError: ") for error in errors]
    others = [line for line in printed.splitlines() if line.startswith(("ERROR", "INTERNALERROR"))]
    return (errors or others or ["pytest did not say why"])[-1]
