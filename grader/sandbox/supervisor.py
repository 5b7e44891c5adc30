"""The supervisor of one submission: forks its processes and has them watched; never runs student code itself.

Where there are namespaces it is pid 1 of them, so that nothing outlives it. It is single-threaded and answers one
order after the other; the trusted side kills it when it does not.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Sequence

from grader.sandbox import disk, hearing, processes, protocol, rlimits, student, watch
from grader.sandbox.brood import Brood
from grader.sandbox.child import NO_EXIT, Child
from grader.sandbox.stem import CONFINED, FORK, READY

HELLO_SECONDS = 2.0
_TIMED_OUT = (-signal.SIGPROF, -signal.SIGALRM)  # of a statement's own timers, while the file is loaded


class Supervisor:
    """One sandbox. `folders` are the writable ones; in the first the submission's files are.

    `is_init` and `owns_user` as a `Brood` has them.
    """

    def __init__(
        self,
        channel: socket.socket,
        assignment: student.Assignment,
        folders: Sequence[str],
        *,
        is_init: bool,
        owns_user: bool,
    ) -> None:
        self._channel = channel
        self._assignment = assignment
        self._folders = folders
        self._brood = Brood(assignment.bounds, folders, is_init=is_init, owns_user=owns_user, tell=self._tell_of_death)
        self._unforkable = assignment.cold
        self._seen: Child | None = None
        self._resumed: Child | None = None
        self._fresh = self._snapshot()
        self._loaded: disk.Snapshot | None = None
        self._statement = 0  # that the file which is loaded is at, by its own account

    def run(self) -> None:
        """Serve until the trusted side is gone or says close."""
        woken = self._brood.wake_on_death()
        protocol.send(self._channel, {"ready": True})
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        poll.register(woken, select.POLLIN)
        while True:
            ready = {
                descriptor for descriptor, _ in poll.poll(None if self._brood.watched is None else 1000 * watch.TICK)
            }
            self._brood.reap()
            self._brood.look_now_and_then()
            if self._channel.fileno() not in ready:
                continue
            try:
                message, descriptors = protocol.receive(self._channel)
            except EOFError:
                return
            if message["do"] == "close":
                return
            answer = self._answer(message, descriptors)
            self._brood.reap()
            handles = self._handles(answer)
            protocol.send(self._channel, answer, handles)
            for handle in handles:
                os.close(handle)

    def clear(self) -> None:
        """Kill every process and empty the folders."""
        for child in self._brood.by_number.values():
            child.kept = False
        self._brood.base = None
        self._brood.sweep()
        for folder in self._folders:
            with contextlib.suppress(OSError):
                disk.clear(folder)

    def _answer(self, message: protocol.Message, descriptors: list[int]) -> protocol.Message:
        number: int = message["number"]
        try:
            match message["do"]:
                case "open":
                    wire, output, load_output = descriptors
                    return self._open(number, message["parent"], message["cpu"], (wire, output), load_output)
                case "keep":
                    return self._keep(number)
                case "resume":
                    return self._resume(number, message["cpu"])
                case "end":
                    return self._end(number, idle=message["idle"])
                case other:
                    raise ValueError(f"no such order: {other}")
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _handles(self, answer: protocol.Message) -> list[int]:
        """Of a process that was opened, for the trusted side to read its clock (pidfd, Linux 5.3)."""
        child = self._brood.by_number.get(answer.get("opened", 0))
        if child is None or child.ended is not None:
            return []
        return [os.pidfd_open(child.pid)]

    def _open(
        self, number: int, parent: int | None, cpu: float | None, serving: tuple[int, int], load_output: int
    ) -> protocol.Message:
        if parent is not None:
            kept = self._brood.by_number.get(parent)
            child = self._fork_of(kept, serving) if kept is not None else None
            return {"lost": parent} if child is None else self._opened(number, child, cpu)
        loaded = ""
        for _ in range(2):
            if self._brood.base is None or not self._can_be_forked(self._brood.base):
                failure = None if self._unforkable else self._load_base(load_output)
                if failure is not None:
                    return failure
                loaded = protocol.FOR_ALL
            if self._unforkable:
                self._drop_base()
                alone = self._load(load_output, serving)
                return self._opened(number, alone, cpu, protocol.FOR_ONE) if isinstance(alone, Child) else alone
            child = self._first_or_next_fork(serving)
            if child is not None:
                return self._opened(number, child, cpu, loaded)
            self._drop_base()
        return {"failed": "crashed", "exit": NO_EXIT}

    def _first_or_next_fork(self, serving: tuple[int, int]) -> Child | None:
        """Of the base. A second fork of it would find what they share as the first one left it: then each test loads
        for itself. This is seen when the base has been forked once, for only then is it known to have loaded."""
        base = self._brood.base
        child = self._fork_of(base, serving) if base is not None else None
        if base is not None and child is not None and base is not self._seen:
            self._seen = base
            self._unforkable = processes.shares_with_forks(base.pid, student.OWN_DESCRIPTORS)
        return child

    def _opened(self, number: int, child: Child, cpu: float | None, loaded: str = "") -> protocol.Message:
        """`cpu`: seconds from now on. One that has loaded the file itself has used some, as a fork has not."""
        now = processes.state(child.pid)
        used = now.cpu_seconds if now is not None else 0.0
        child.number, child.cpu_seconds = number, None if cpu is None else used + cpu
        child.use = watch.Use(peak_mb=child.use.peak_mb)
        self._brood.by_number[number] = self._brood.watched = child
        with contextlib.suppress(ProcessLookupError):
            rlimits.limit_cpu(child.pid, child.cpu_seconds, final=not self._assignment.cold)
        return {"opened": number, "loaded": loaded}

    def _keep(self, number: int) -> protocol.Message:
        child = self._brood.by_number[number]
        child.kept = True
        self._brood.watched = self._resumed = None
        clean = child.freeze() and self._brood.sweep()
        return {"kept": number, "clean": self._restore(self._wanted()) and clean}

    def _resume(self, number: int, cpu: float | None) -> protocol.Message:
        """Let a kept process itself go on, where it cannot be forked; its next `end` keeps it again."""
        child = self._brood.by_number.get(number)
        self._brood.reap()
        now = processes.state(child.pid) if child is not None and child.kept and child.ended is None else None
        if child is None or now is None:
            return {"lost": number}
        child.use, child.resumed_at = watch.Use(peak_mb=now.resident_kib / 1024), now
        child.cpu_seconds = None if cpu is None else now.cpu_seconds + cpu
        with contextlib.suppress(ProcessLookupError):
            rlimits.limit_cpu(child.pid, child.cpu_seconds, final=False)
        self._brood.watched, self._resumed = child, child
        child.go_on()
        return {"resumed": number}

    def _end(self, number: int, *, idle: bool) -> protocol.Message:
        child = self._brood.by_number.get(number)
        if child is not None and child is self._resumed and child.ended is None and idle:
            seconds = (processes.state(child.pid) or child.resumed_at).cpu_seconds - child.resumed_at.cpu_seconds
            used = {**NO_EXIT, "cpu": seconds + child.use.dead_cpu_seconds, "peak": child.use.peak_mb}
            return {**self._keep(number), "exit": used}
        if child is not None:
            child.kept = False
        self._brood.reap()
        self._brood.watched = self._resumed = None
        clean = self._brood.sweep()
        if child is not None:
            self._brood.forget(child)
        ended = child.ended if child is not None else None
        return {"ended": number, "exit": ended or NO_EXIT, "clean": self._restore(self._wanted()) and clean}

    # forks

    def _load_base(self, load_output: int) -> protocol.Message | None:
        """Make the base anew; the answer to give when that fails."""
        self._drop_base()
        base = self._load(load_output, None)
        if not isinstance(base, Child):
            return base
        self._brood.reap()
        if base.ended is not None:  # it said that it was ready, and left
            return {"failed": "crashed", "exit": base.ended}
        self._brood.base = base
        if processes.threads(base.pid) > 1:
            # a fork would hang at the first lock that another thread holds: each test loads for itself instead
            self._unforkable = True
            self._drop_base()
            return None
        with contextlib.suppress(ProcessLookupError):
            rlimits.limit_cpu(base.pid, None, final=False)
        base.kept = True
        # what the file left running must not play with the disk while it is read
        self._loaded = self._snapshot() if self._brood.sweep() else None
        return None

    def _load(self, load_output: int, serving: tuple[int, int] | None) -> Child | protocol.Message:
        """Fork ourselves into a process that loads the student's file, on a disk as it was in the beginning."""
        if not self._restore(self._fresh):
            return {"failed": "crashed", "exit": NO_EXIT}
        ours, theirs = hearing.stem_pair()
        pid = os.fork()
        if pid == 0:
            student.become(self._assignment, theirs, load_output, serving)
        theirs.close()
        seconds = self._assignment.loading_seconds
        child = self._brood.add(pid, ours, seconds)
        # until it is confined it hides what it has open as we do, and would be taken for a student's that hides files
        word = hearing.word(ours, time.monotonic() + protocol.CONFINING_SECONDS)
        confined = word == CONFINED
        self._statement = 0
        if confined:
            word = self._await_word(child, time.monotonic() + protocol.loading_wall_seconds(seconds))
        if word == READY:
            return child
        if word == b"":
            self._brood.await_death(child)
        died = child.ended is not None
        unconfined = word is None and not confined
        self._brood.sweep()
        ours.close()
        ended = child.ended or NO_EXIT
        if unconfined:
            return {"failed": protocol.UNCONFINED, "exit": ended}
        at_a_statement = ended["status"] in _TIMED_OUT
        timed_out = ended["over"] == "cpu" or at_a_statement or not (died or word is not None)
        failed = "timeout" if timed_out else "crashed"
        return {"failed": failed, "exit": ended, "statement": self._statement, "own_fault": at_a_statement}

    def _await_word(self, child: Child, deadline: float) -> bytes | None:
        """What a process that loads says at its stem; until then it is watched like a test."""
        self._brood.watched = child
        try:
            while True:
                now = time.monotonic()
                word = hearing.word(child.stem, min(deadline, now + watch.TICK))
                number = hearing.running(word)
                if number is not None:
                    self._statement = number
                elif word is not None or now >= deadline:
                    return word
                self._brood.reap()
                self._brood.look_now_and_then()
        finally:
            self._brood.watched = None

    def _fork_of(self, parent: Child, serving: tuple[int, int]) -> Child | None:
        """A fork of a process that waits at its stem; None when it does not answer as it should."""
        if not self._can_be_forked(parent) or not hearing.silent(parent.stem):
            return None
        ours, theirs = hearing.stem_pair()
        parent.go_on()
        try:
            socket.send_fds(parent.stem, [FORK], [*serving, theirs.fileno()])
            pid = hearing.hello(parent.stem, time.monotonic() + HELLO_SECONDS)
        except OSError:
            pid = None
        finally:
            theirs.close()
        ours_now = processes.state(pid) if pid is not None else None
        if not parent.freeze() or pid is None or self._brood.knows(pid) or not self._is_our_orphan(ours_now):
            ours.close()
            return None
        return self._brood.add(pid, ours)

    def _is_our_orphan(self, newcomer: processes.State | None) -> bool:
        """Whether who said hello is a child of ours, so that its pid stays its own until we have reaped it."""
        return newcomer is not None and newcomer.parent == os.getpid()

    def _can_be_forked(self, child: Child) -> bool:
        self._brood.reap()
        return child.can_be_forked()

    def _drop_base(self) -> None:
        """Kill the base and whatever runs beside it; kept processes stay."""
        base, self._brood.base = self._brood.base, None
        if base is not None:
            self._brood.sweep()
            base.stem.close()

    def _tell_of_death(self, child: Child) -> None:
        protocol.send(self._channel, {"exited": child.number, "exit": child.ended})

    # the disk

    def _snapshot(self) -> disk.Snapshot | None:
        """None when it cannot be taken; then no test is followed by another in this sandbox."""
        if not self._brood.freeze():
            return None
        try:
            return disk.snapshot(self._folders, self._max_bytes)
        except OSError:
            return None

    def _wanted(self) -> disk.Snapshot | None:
        return self._fresh if self._brood.base is None else self._loaded

    def _restore(self, wanted: disk.Snapshot | None) -> bool:
        if wanted is None or not self._brood.freeze():
            return False
        try:
            disk.restore(self._folders, wanted)
        except OSError:
            return False
        return True

    @property
    def _max_bytes(self) -> int:
        return self._assignment.bounds.disk_bytes
