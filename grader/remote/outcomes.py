"""How a call into a submission can end, other than with a value.

Exception
├── RemoteError          the student's code raised; also an instance of the builtin of that name where there is one
│   └── RemoteValueError, … made on demand
├── MissingName          (AttributeError) the submission does not define what the test asks for
└── WireError            a frame that is not one; a judge sees it as ProtocolViolation
BaseException
└── HarnessOutcome       the call did not end by itself. No `except Exception` in a test can take one for an answer
    ├── Timeout          over the time limit, stopped
    ├── Crash            the process died
    ├── MemoryLimit      over the memory limit
    ├── LimitReached     another limit: size of a result, processes, disk
    ├── ForbiddenCall    the code under test calls what the assignment forbids to it
    ├── Stopped          a training run that was too low to come to any points was given up
    └── ProtocolViolation  what came back is no answer
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Frame:
    """One line of a student's traceback."""

    line: int
    function: str
    text: str


class RemoteError(Exception):
    """The student's code raised `student_type` with `message`; `frames` are the lines of the student's own file."""

    def __init__(self, student_type: str, message: str, frames: tuple[Frame, ...] = ()) -> None:
        Exception.__init__(self, f"{student_type}: {message}" if message else student_type)
        self.student_type = student_type
        self.message = message
        self.frames = frames

    def __str__(self) -> str:
        return str(self.args[0])


# Builtins whose constructors ask for more than a message; and those that end a loop in the judge: a test that maps a
# function over its cases would stop at the first, and pass.
_NOT_MIRRORED = frozenset(
    "UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError "
    "ExceptionGroup BaseExceptionGroup StopIteration StopAsyncIteration".split()
)


@cache
def _mirror(builtin: str) -> type[RemoteError]:
    namespace = {"__init__": RemoteError.__init__, "__str__": RemoteError.__str__}
    return type(f"Remote{builtin}", (RemoteError, getattr(builtins, builtin)), namespace)


def remote_error(student_type: str, builtin: str, message: str, frames: tuple[Frame, ...] = ()) -> RemoteError:
    """A RemoteError that is also an instance of the builtin exception `builtin`, so that tests can catch either."""
    kind = getattr(builtins, builtin, None)
    if isinstance(kind, type) and issubclass(kind, Exception) and builtin not in _NOT_MIRRORED:
        return _mirror(builtin)(student_type, message, frames)
    return RemoteError(student_type, message, frames)


class MissingName(AttributeError):
    """The submission does not define a name that the statement asks for."""


class NotAValue(TypeError):
    """A handle was used like the value that it stands for; `what` is said of it to who handed in."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}; bring its value over first: remote.fetch(…)")
        self.what = what


class WireError(Exception):
    """A frame or a value that cannot be on the wire."""


class HarnessOutcome(BaseException):
    """A call that did not end by itself; the text is fit for the student."""


class Timeout(HarnessOutcome):
    """Over the time limit; the process was stopped."""


class Crash(HarnessOutcome):
    """The process died: a signal, os._exit."""


class MemoryLimit(HarnessOutcome):
    """Over the memory limit."""


class LimitReached(HarnessOutcome):
    """Over another limit: the size of a result, processes, disk."""


class ForbiddenCall(HarnessOutcome):
    """The code under test calls what the assignment forbids to it."""


class Stopped(HarnessOutcome):
    """A training run was given up: by then it was right on these shares of the training examples."""

    def __init__(self, right: tuple[float, ...], said: str = "training was stopped") -> None:
        super().__init__(said)
        self.right = right


class ProtocolViolation(HarnessOutcome):
    """The process answered with something that is not an answer."""
