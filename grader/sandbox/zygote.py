"""The fork server: a warm interpreter that is forked once per submission and never runs student code."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

from grader.sandbox import confine, hugepages, processes, protocol, spawn, student, syscalls
from grader.sandbox.namespaces import NAMESPACES, STUDENT_UID, UIDS, be_only_user, fork_into
from grader.sandbox.prepare import read_settings

_STRAY_ROUNDS = 200


def serve() -> NoReturn:
    """Warm up, then fork a supervisor for every request: argv holds what `prepare` was told."""
    gc.disable()  # what is imported stays, and to look through it again and again takes its time
    settings, config = read_settings(int(sys.argv[1]))
    os.close(int(sys.argv[1]))
    control = socket.socket(fileno=int(sys.argv[2]))
    control.set_inheritable(False)
    if not settings["namespaces"]:
        syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    payload: Any = importlib.import_module(settings["payload"])
    payload.warm(config)
    confine.seed_generators()
    gc.freeze()  # not collected before, as its documentation says: that leaves holes in pages that the forks share
    gc.enable()
    protocol.send(control, {"ready": True})
    hugepages.collapse()  # while whoever waits for us goes on
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.close(quiet)
    Zygote(settings, payload, control).run()


class Zygote:
    """Forks supervisors; knows which of its slots (each a uid of its own) are taken."""

    def __init__(self, settings: dict[str, Any], payload: student.Payload, control: socket.socket) -> None:
        self._settings = settings
        self._payload = payload
        self._control = control
        self._slots: dict[int, int] = {}  # pid of a supervisor → slot
        self._own_users = settings["namespaces"] and not settings["own_user"]  # a user namespace for each sandbox
        self._tid = syscalls.tid_address()
        self._wake, self._wake_end = socket.socketpair()

    def run(self) -> NoReturn:
        for end in (self._wake, self._wake_end):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_end.fileno(), warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll()}
            self._reap()
            if self._control.fileno() not in ready:
                continue
            try:
                request, descriptors = protocol.receive(self._control)
            except EOFError:
                break
            if "quit" in request:
                break
            self._try_to_spawn(request, socket.socket(fileno=descriptors[0]))
        self._end_all()
        os._exit(0)

    def _try_to_spawn(self, request: protocol.Message, channel: socket.socket) -> None:
        with channel:
            try:
                self._spawn(request, channel)
            except (OSError, ValueError) as error:  # no process, no descriptor or no slot left
                with contextlib.suppress(OSError):
                    protocol.send(channel, {"error": str(error)})

    def _spawn(self, request: protocol.Message, channel: socket.socket) -> None:
        slot = min(set(range(UIDS)) - set(self._slots.values()))
        pid = self._fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            status = 1
            try:
                self._control.close()
                if self._own_users:
                    be_only_user(inside=STUDENT_UID, outside=0, group=0)
                spawn.supervise(self._settings, self._payload, request, channel, slot)
                status = 0
            except BaseException:  # noqa: BLE001  a fork must not go on as a second zygote
                with contextlib.suppress(OSError):
                    protocol.send(channel, {"error": traceback.format_exc(limit=-3)[-2000:]})
            os._exit(status)
        self._slots[pid] = slot
        with contextlib.suppress(OSError):  # it is dead already
            spawn.announce(channel, pid)

    def _fork(self) -> int:
        """0 in the supervisor, which is pid 1 of new namespaces where there are some."""
        if not self._settings["namespaces"]:
            return os.fork()
        return fork_into(NAMESPACES | (syscalls.CLONE_NEWUSER if self._own_users else 0), self._tid)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake.recv(256):
                pass
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if self._slots.pop(pid, None) is not None and not self._settings["namespaces"]:
                self._kill_strays()

    def _kill_strays(self) -> None:
        """What a supervisor that was killed left behind is ours now: its parent was a supervisor, and we come next."""
        for _ in range(_STRAY_ROUNDS):  # who forks and ends all the time may be missed for ever
            strays = {one.pid for one in processes.all_states() if one.parent == os.getpid()} - set(self._slots)
            if not strays:
                return
            for pid in strays:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            for pid in strays:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)

    def _end_all(self) -> None:
        """Where we are pid 1, our own end does it."""
        if self._settings["namespaces"]:
            return
        for pid in self._slots:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in list(self._slots):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._slots.clear()
        self._kill_strays()
