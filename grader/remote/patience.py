"""A statement at the top level of a student's file that takes too long ends its process.

The next process that loads the file leaves that statement out. Stopping it in the middle and going on would be
quicker, but what it has done by then, and which locks it holds, depends on the machine's mood.
"""

from __future__ import annotations

import ast
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType

from grader.sandbox.protocol import STATUS_TIME

WALL_PER_CPU = 2.0  # as for a test: a busy machine is nobody's fault, and a sleeper ends all the same
WALL_GRACE = 1.0  # seconds


class Patience:
    """Gives each statement `seconds` of CPU time; `running` is told the number of one that may take long."""

    def __init__(self, seconds: float, running: Callable[[int], None]) -> None:
        self._seconds = seconds
        self._running = running

    @contextlib.contextmanager
    def with_(self, statement: ast.stmt, number: int) -> Iterator[None]:
        """For the main thread. What the kernel keeps comes on top: code that never returns runs no handler."""
        if _is_instant(statement):
            yield
            return
        self._running(number)
        before = [(number, signal.signal(number, _give_up)) for number in (signal.SIGPROF, signal.SIGALRM)]
        signal.setitimer(signal.ITIMER_PROF, self._seconds)
        signal.setitimer(signal.ITIMER_REAL, WALL_PER_CPU * self._seconds + WALL_GRACE)
        try:
            yield
        finally:
            for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
                signal.setitimer(timer, 0)
            for number, handler in before:
                if signal.getsignal(number) is _give_up:  # else the statement has set one of its own
                    signal.signal(number, handler)


def _is_instant(statement: ast.stmt) -> bool:
    """Definitions without decorators, and constants."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return not statement.decorator_list
    return isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign)) and isinstance(statement.value, ast.Constant)


def _give_up(_number: int, _frame: FrameType | None) -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):  # it may be in the middle of writing to it
            stream.flush()
    os._exit(STATUS_TIME)
