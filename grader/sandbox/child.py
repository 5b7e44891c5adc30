"""One process of a student's, as its supervisor knows it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from grader.sandbox import processes, protocol, rlimits, watch

_FREEZE_SECONDS = 1.0
_A_MOMENT = 0.01  # seconds
_STANDING = "Tt"  # stopped, or traced
NO_EXIT: dict[str, Any] = {"status": 0, "killed": True, "cpu": 0.0, "peak": 0.0, "over": ""}
_UNKNOWN = processes.State(0, "X", 0, 0, 0.0, 0)


@dataclass
class Child:
    """A process that runs student code: number 0 is a base. `stem` is our end of its stem.

    `kept`: to be forked from, and stopped whenever it is not: so it can do nothing while tests are judged and the
    disk is looked at. `over`: the bound for which it was stopped.
    `stands`: how it stood when it was stopped last; None while it may run.
    `resumed_at`: what a kept process had used when it was let go on.
    """

    number: int
    pid: int
    stem: socket.socket
    cpu_seconds: float | None = None
    kept: bool = False
    over: protocol.Over = ""
    use: watch.Use = field(default_factory=watch.Use)
    ended: dict[str, Any] | None = None
    stands: processes.Standing | None = None
    resumed_at: processes.State = _UNKNOWN
    await_news: Callable[[float], None] = time.sleep
    """until something has happened to a child of this process, but no longer than so many seconds"""

    def signal(self, number: int) -> None:
        """Nothing once it is dead: its pid may be another's."""
        if self.ended is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def go_on(self) -> None:
        """Until `freeze`."""
        self.stands = None
        self.signal(signal.SIGCONT)

    def freeze(self) -> bool:
        """Stop it, and wait until it stands; False when it does not. One that is dead stands."""
        deadline = time.monotonic() + _FREEZE_SECONDS
        self.signal(signal.SIGSTOP)
        while (now := processes.state(self.pid)) is not None and not (now.letter in _STANDING or now.dead):
            if time.monotonic() > deadline:
                return False
            self.signal(signal.SIGSTOP)  # someone may have let it go on in between
            self.await_news(_A_MOMENT)
        if self.stands is None:
            self.stands = processes.standing(self.pid)
        return True

    def can_be_forked(self) -> bool:
        """Alive, of one thread, and as it was when it was stopped: nobody has woken it, or sent it a signal."""
        if self.ended is not None or processes.threads(self.pid) != 1:
            return False
        state = processes.state(self.pid)
        return state is not None and not state.dead and self._stood_still()

    def _stood_still(self) -> bool:
        now = processes.standing(self.pid)
        return self.stands is None or (now == self.stands and not now.pending)

    def note_death(self, status: int, cpu: float, maxrss: int, *, swept: bool) -> None:
        """Fill in `ended`; `swept`: at a time when all that is not kept is killed."""
        killed = swept and status == -signal.SIGKILL and not self.over
        if not (self.over or killed or self.cpu_seconds is None) and (
            status == -signal.SIGXCPU or (status == -signal.SIGKILL and cpu >= self.cpu_seconds)
        ):
            self.over = "cpu"
        peak = max(rlimits.peak_memory_mb(maxrss), self.use.peak_mb)
        seconds = cpu + self.use.dead_cpu_seconds
        self.ended = {"status": status, "killed": killed, "cpu": seconds, "peak": peak, "over": self.over}
