"""A statement at the top level of a student's file that takes too long ends its process.

The next process that loads the file leaves that statement out. Stopping it in the middle and going on would be
quicker, but what it has done by then, and which locks it holds, depends on the machine's mood.
"""

from __future__ import annotations

import ast
import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence

WALL_PER_CPU = 2.0  # as for a test: a busy machine is nobody's fault, and a sleeper ends all the same
WALL_GRACE = 1.0  # seconds
# Windows has none, and no sandbox in which a statement would have to be stopped.
_TIMERS = (
    {signal.ITIMER_PROF: signal.SIGPROF, signal.ITIMER_REAL: signal.SIGALRM} if hasattr(signal, "setitimer") else {}
)


class Patience:
    """Gives each statement its CPU time; `running` is told the number of one that may take long.

    `seconds`: for the statements up to the number `known`, which have been run before. `later_seconds`: for the others.
    """

    def __init__(self, seconds: float, later_seconds: float, known: int, running: Callable[[int], None]) -> None:
        self._seconds = seconds
        self._later_seconds = later_seconds
        self._known = known
        self._running = running

    @contextlib.contextmanager
    def with_(self, statement: ast.stmt, number: int) -> Iterator[None]:
        """Run a statement inside; for the main thread."""
        if _is_instant(statement):
            yield
            return
        with self.with_number(number):
            yield

    @contextlib.contextmanager
    def with_number(self, number: int) -> Iterator[None]:
        """Run inside what belongs to the statement of that number.

        The signals of the timers end the process where they have no handler, also in the middle of a call that never
        comes back to the interpreter. Code that stops the timers meets the limit for the whole file.
        """
        self._running(number)
        seconds = self._seconds if number <= self._known else self._later_seconds
        before = {number: signal.signal(number, signal.SIG_DFL) for number in _TIMERS.values()}
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, WALL_PER_CPU * seconds + WALL_GRACE)
        try:
            yield
        finally:
            for timer in _TIMERS:
                signal.setitimer(timer, 0)
            for wakes, handler in before.items():
                if signal.getsignal(wakes) is signal.SIG_DFL:  # else the statement has set one of its own
                    signal.signal(wakes, handler)


def _is_instant(statement: ast.stmt) -> bool:
    """Constants, and functions that run nothing when they are defined: no decorator, no default, no annotation."""
    if isinstance(statement, (ast.Expr, ast.Assign)):
        return isinstance(statement.value, ast.Constant)
    if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    arguments = statement.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    annotations = (statement.returns, *(one.annotation for one in every if one is not None))
    defaults: Sequence[ast.expr | None] = (*arguments.defaults, *arguments.kw_defaults)
    plain = all(one is None or isinstance(one, ast.Constant) for one in (*annotations, *defaults))
    return plain and not statement.decorator_list
