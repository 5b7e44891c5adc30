"""What happened to a sandbox, for the person who asks why a test ended as it did."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.sandbox.ends import Exit

_MOST = 200  # a student's code can make something happen as often as it likes


@dataclass(frozen=True)
class Event:
    """`seconds` since the log was begun, `test` the one that was being run, "" for none."""

    seconds: float
    test: str
    what: str


class Log:
    """The first events of a sandbox, or of several that follow one another for one submission.

    Whoever runs tests sets `test`. No event holds anything of the student's: no text, no name of theirs.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.events: list[Event] = []
        self.test = ""
        self._clock = clock
        self._begun = clock()

    def say(self, what: str) -> None:
        if len(self.events) < _MOST:
            seconds = round(self._clock() - self._begun, 3)
            self.events.append(Event(seconds, self.test, what if len(self.events) < _MOST - 1 else "and more"))


def how_it_ended(ended: Exit) -> str:
    """In words: "was over its limit on memory", "ended by SIGSEGV", "ended with status 3"; "" where we ended it."""
    if ended.over:
        return f"was over its limit on {'CPU time' if ended.over == 'cpu' else ended.over}"
    if not ended.exited:
        return ""
    if ended.signal is None:
        return f"ended with status {ended.status}"
    try:
        return f"ended by {signal.Signals(ended.signal).name}"
    except ValueError:
        return f"ended by signal {ended.signal}"
