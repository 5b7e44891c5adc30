"""How a student's process ends, and what becomes of that: data for a test's outcome."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Any, Literal

from grader.sandbox import protocol

_OUT_OF_MEMORY = (b"MemoryError", b"bad_alloc", b"Memory allocation still failed", b"Thread creation failed")


@dataclass(frozen=True)
class Exit:
    """How a process ended. `exited`: before it was told to; then `signal` or `status` says how.

    `over`: by the limit on what; else why is not known. CPU time and memory are those of all processes of a test,
    memory the most that it was seen to hold.
    """

    exited: bool
    signal: int | None
    status: int | None
    cpu_seconds: float
    peak_memory_mb: float
    over: protocol.Over = ""

    def out_of_memory(self, output: bytes) -> bool:
        """Whether it died for want of memory: by a limit, its status, or the last words of a library in its output."""
        if self.over:
            return self.over == "memory"
        failed = self.exited and self.status != 0
        return failed and (
            self.status == protocol.STATUS_MEMORY or any(words in output[-4096:] for words in _OUT_OF_MEMORY)
        )


KILLED = Exit(True, signal.SIGKILL, None, 0.0, 0.0)  # with its supervisor, and nobody is left to tell of it
ENDED = Exit(False, None, None, 0.0, 0.0)  # by us, or so it is taken: nothing is known of it
LoadFailure = Literal["timeout", "memory", "limit", "crashed"]


class LoadFailed(Exception):
    """The student's file could not be loaded: it was over a limit (`exit.over` says which), or it died.

    `statement`: the number of that which it was at, by its own account; 0 where it did not say. `own_fault`: the time
    of that statement was over, and not that of the whole file.
    """

    def __init__(
        self,
        reason: LoadFailure,
        exit: Exit,  # noqa: A002
        output: bytes,
        statement: int = 0,
        *,
        own_fault: bool = False,
    ) -> None:
        super().__init__(f"loading the submission: {reason}")
        self.reason = reason
        self.exit = exit
        self.output = output
        self.statement = statement
        self.own_fault = own_fault


class ParentLost(Exception):
    """The kept process that was to be forked is gone, does not answer, or has threads."""


def exit_of(ended: dict[str, Any]) -> Exit:
    """From a supervisor's account."""
    status: int = ended["status"]
    usage = (ended["cpu"], ended["peak"], ended["over"])
    if ended["killed"]:
        return Exit(False, None, None, *usage)
    return Exit(True, -status if status < 0 else None, status if status >= 0 else None, *usage)
