"""That a call is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.judge.verdict import CheckFailure
from grader.remote.outcomes import MissingName, RemoteError

# Raised by accident or by the template, not because the arguments were looked at and refused.
_NO_REFUSAL = (NotImplementedError, MissingName, NameError, ImportError, SyntaxError, MemoryError, RecursionError)


def check_raises(f: Callable[..., object], *args: Any, name: str, **kwargs: Any) -> None:
    """The student's code refuses these arguments by an exception of its own.

    What is not a refusal goes on as it is: NotImplementedError, a missing name or import, memory and recursion, and
    every harness outcome (a hang is no answer). An exception of ours is a fault of the test and goes on too.
    """
    try:
        f(*args, **kwargs)
    except _NO_REFUSAL:
        raise
    except RemoteError:
        return
    raise CheckFailure(
        f"{name} accepted arguments that it must refuse",
        hint=f"{name} returned where an exception was due: are the arguments checked before use?",
        cause="no exception",
    )
