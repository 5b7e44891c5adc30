"""The processes below a supervisor: they are looked at now and again, waited for, and killed.

Nothing here runs student code or knows the orders of the trusted side.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Sequence

from grader.sandbox import processes, watch
from grader.sandbox.child import Child

_SWEEP_ROUNDS = 60
_EMPTY_LOOKS = 2  # in a row, before nobody is believed to be there
_LOOKING_SHARE = 0.1  # of a processor, at most


class Brood:
    """All that descends from this process: the base, the kept, the one that is watched, and whatever they started.

    `is_init`: we are pid 1 of a pid namespace. `owns_user`: our uid is used by nobody else, so that kill(-1) is safe.
    `tell` is called with a numbered child that has died by itself.
    """

    def __init__(
        self,
        bounds: watch.Bounds,
        folders: Sequence[str],
        *,
        is_init: bool,
        owns_user: bool,
        tell: Callable[[Child], None],
    ) -> None:
        self.base: Child | None = None
        self.watched: Child | None = None
        self.by_number: dict[int, Child] = {}
        self._by_pid: dict[int, Child] = {}
        self._bounds = bounds
        self._folders = folders
        self._is_init = is_init
        self._owns_user = owns_user
        self._tell = tell
        self._sweeping = False
        self._next_look = 0.0
        self._strangers = 0  # reaped so far: orphans that were handed to us
        self._wake, self._wake_end = socket.socketpair()
        for end in (self._wake, self._wake_end):
            end.setblocking(False)

    def wake_on_death(self) -> int:
        """A descriptor that can be read when a child has died; for the main thread only."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_end.fileno(), warn_on_full_buffer=False)
        return self._wake.fileno()

    def add(self, pid: int, stem: socket.socket, cpu_seconds: float | None = None) -> Child:
        child = self._by_pid[pid] = Child(0, pid, stem, cpu_seconds, await_news=self._await_news)
        return child

    def knows(self, pid: int) -> bool:
        return pid in self._by_pid

    def forget(self, child: Child) -> None:
        """One whose number has ended."""
        child.stem.close()
        self._by_pid.pop(child.pid, None)
        del self.by_number[child.number]

    def freeze(self) -> bool:
        """Stop the base and the kept; False when one of them does not stand."""
        kept = [child for child in self.by_number.values() if child.kept]
        return all(child.freeze() for child in (*kept, *([self.base] if self.base else [])))

    # looking

    def look_now_and_then(self) -> None:
        """By the clock: deaths that wake us all the time must not keep us from it."""
        now = time.monotonic()
        if self.watched is not None and now >= self._next_look:
            begun = time.process_time()  # on a busy machine a look takes longer, but costs no more
            self._look(self.watched)
            self._next_look = now + max(watch.TICK, (time.process_time() - begun) / _LOOKING_SHARE)

    def _look(self, child: Child) -> None:
        """See what a test's processes use together; over a bound they are killed, and the first of them says why."""
        spared = self._spared() - {child.pid}
        running = [one for one in self._seen() if one.pid not in spared]
        for one in running:
            if one.leaderless:
                _kill(one.pid)
        over = watch.look(running, child.use, self._bounds, child.cpu_seconds, self._folders)
        if over:
            child.over = child.over or over
            for one in running:
                _kill(one.pid)

    def _seen(self) -> list[processes.State]:
        """All that are alive but ourselves, but for what is forked meanwhile."""
        return self._others() if self._is_init else processes.seen_below(os.getpid())

    # deaths

    def reap(self) -> None:
        self._take_wakes()
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self._by_pid.pop(pid, None)
            seconds = usage.ru_utime + usage.ru_stime
            if child is not None:
                child.note_death(os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss, swept=self._sweeping)
                if child.number and not self._sweeping:
                    self._tell(child)
                continue
            self._strangers += 1
            if self.watched is not None:
                self.watched.use.dead_cpu_seconds += seconds

    def await_death(self, child: Child) -> None:
        """Its stem is closed: so it is dying, or pretends to."""
        deadline = time.monotonic() + 1
        while child.ended is None and time.monotonic() < deadline:
            self._doze(20)
            self.reap()

    def _await_news(self, seconds: float) -> None:
        """Until a child has died or been stopped, or the time is over; deaths are left for `reap`."""
        self._doze(int(1000 * seconds))
        self._take_wakes()

    def _take_wakes(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake.recv(256):
                pass

    def _doze(self, milliseconds: int) -> None:
        """Until a child dies, or a moment has passed."""
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        poll.poll(milliseconds)

    # killing

    def sweep(self) -> bool:
        """Kill all but ourselves, the base and the kept; False when some of them would not die."""
        self._sweeping = True
        try:
            nobody = 0
            for _ in range(_SWEEP_ROUNDS):
                spared, strangers = self._spared(), self._strangers
                others = {one.pid for one in self._others()} - spared
                self.reap()
                # Who forks and ends all the time may be missed by a look, but not by who inherits the orphans. And of
                # a process with threads the first may be gone before it can be waited for.
                nobody = 0 if others or self._by_pid.keys() - spared or self._strangers != strangers else nobody + 1
                if nobody == _EMPTY_LOOKS:
                    return True
                for pid in others:
                    _kill(pid)
                if not nobody:
                    self._doze(5)
                self.reap()
            return self._kill_at_once()
        finally:
            self.reap()
            self._sweeping = False

    def _kill_at_once(self) -> bool:
        """All but ourselves in one stroke, the base and the kept too: no fork can slip through."""
        if not (self._is_init or self._owns_user):
            return False
        _kill(-1)
        self.base = None
        for _ in range(_SWEEP_ROUNDS):
            if not self._others():
                return True
            self._doze(20)
            self.reap()
        return False

    def _others(self) -> list[processes.State]:
        """All that are alive but ourselves."""
        if self._is_init:
            return [one for one in processes.all_states() if not one.dead and one.pid != os.getpid()]
        return processes.alive_below(os.getpid())

    def _spared(self) -> set[int]:
        """The base and the kept."""
        spared = {child.pid for child in self.by_number.values() if child.kept}
        return spared | {self.base.pid} if self.base is not None else spared


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
