"""In the warm judge's process: collects the hidden tests, takes orders, and forks for each."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

import msgspec

from grader.course import Assignment
from grader.data import keep_splits
from grader.errors import GraderError, SandboxError
from grader.judge.bounds import bound_process
from grader.judge.common import Common
from grader.judge.job import Job, OnOutcome
from grader.judge.limits import Timing
from grader.judge.run import judge
from grader.judge.talk import Message, told
from grader.remote.vision import prepare_torchvision
from grader.sandbox import protocol, syscalls
from grader.sandbox.forkserver import ForkServer

_JOBS = msgspec.msgpack.Decoder(Job)  # what it knows of the type is there before the forks
_IMPORTED_LATE = ("numpy.random", "numpy.testing")  # by numpy itself, when a test first asks for them


def serve(
    control: socket.socket, assignment: Assignment, server: ForkServer, key: bytes, timing: Timing | None
) -> NoReturn:
    """Take orders at `control` until nobody gives any; in a fork for each, judge."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this ends it
    gc.disable()  # until `_settle`: what is imported stays, and to look through it again and again takes its time
    office = Office(control, server, assignment.course)
    try:
        _import_torch(assignment)
        found = judge(assignment, server, key=key, timing=timing, take=office.take, common=office.common)
    except GraderError as error:
        # the sandbox's fork server may be gone
        message = Message(fault=str(error), trace=traceback.format_exc(), again=isinstance(error, SandboxError))
    except Exception as error:  # noqa: BLE001 - a fault of ours must not look like a grade
        message = Message(fault=f"a fault of the grader: {type(error).__name__}: {error}", trace=traceback.format_exc())
    else:
        message = told(found)
    office.common.end()
    if office.connection is None:  # this is the warm process: the tests cannot be collected
        office.refuse(message)
    office.send(message)
    os._exit(0)


def _import_torch(assignment: Assignment) -> None:
    """Before the judgings are forked, and not by each of them: that takes a second or two.

    Nothing is computed with it here, and so no thread of it is begun that a fork would lack.
    """
    if "torch" in assignment.settings.packages.allowed:
        importlib.import_module("torch").set_num_threads(1)
    if "torchvision" in assignment.settings.packages.allowed:
        prepare_torchvision()
        importlib.import_module("torchvision")


def _settle() -> None:
    """What is there now is there for good: no fork need look at it again, or copy it for that.

    Not collected before: what that would free leaves holes in pages, which the forks then have to copy.
    https://docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.freeze()
    gc.enable()


class Office:
    """Takes orders in the warm process; in a fork it has the connection of its judging."""

    def __init__(self, control: socket.socket, server: ForkServer, course: Path) -> None:
        self._control = control
        self._server = server
        self._pids: dict[int, int] = {}  # number of a judging → pid
        self._encoder = msgspec.msgpack.Encoder()
        self.connection: Connection | None = None
        self.common = Common(course)
        keep_splits(self.common)

    def send(self, message: Message) -> None:
        assert self.connection is not None
        self.connection.send_bytes(self._encoder.encode(message))

    def take(self) -> tuple[Job, OnOutcome]:
        """Fork for each judging; returns in the forks."""
        for name in _IMPORTED_LATE:
            importlib.import_module(name)
        _settle()
        woken, wake_end = socket.socketpair()
        for end in (woken, wake_end):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_end.fileno())
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(woken, select.POLLIN)
        while True:
            ready = dict(poll.poll())
            if woken.fileno() in ready:
                woken.recv(1 << 16)
                self._reap(os.WNOHANG)
            if self._control.fileno() not in ready:
                continue
            order, descriptors = self._next_order()
            if "kill" in order:
                if order["kill"] in self._pids:
                    os.kill(self._pids[order["kill"]], signal.SIGKILL)
                continue
            if self.common.listen():
                _settle()
            warm = os.getpid()
            try:
                pid = os.fork()
            except OSError as error:  # no process left under the limit, say
                self._answer(descriptors, Message(fault=f"no judge could be started: {error}", again=True))
                continue
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for end in (self._control, woken, wake_end):
                    end.close()
                return self._begin(descriptors, order["core"], warm)
            self._pids[order["judge"]] = pid
            for descriptor in descriptors:
                os.close(descriptor)

    def refuse(self, message: Message) -> NoReturn:
        """Say this to everyone."""
        while True:
            order, descriptors = self._next_order()
            if "judge" in order:
                self._answer(descriptors, message)

    def _answer(self, descriptors: list[int], message: Message) -> None:
        """Instead of a fork."""
        connection, file = descriptors
        os.close(file)
        with contextlib.suppress(OSError), Connection(connection, readable=False) as answering:
            answering.send_bytes(self._encoder.encode(message))

    def _next_order(self) -> tuple[protocol.Message, list[int]]:
        """Ends this process, and all its forks, when nobody will give another one."""
        try:
            return protocol.receive(self._control)
        except EOFError:
            for pid in self._pids.values():
                os.kill(pid, signal.SIGKILL)
            self._reap(0)
            os._exit(0)

    def _reap(self, how: int) -> None:
        with contextlib.suppress(ChildProcessError):
            while (pid := os.waitpid(-1, how)[0]) != 0:
                self._pids = {number: one for number, one in self._pids.items() if one != pid}

    def _begin(self, descriptors: list[int], core: int | None, warm: int) -> tuple[Job, OnOutcome]:
        # of a coordinator that was killed nobody would hear the grade, and the warm process ends with it
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != warm:
            os._exit(1)
        self.connection = Connection(descriptors[0], readable=False)
        with open(descriptors[1], "rb") as file:  # noqa: PTH123  no path
            file.seek(0)
            job = _JOBS.decode(file.read())
        if core is not None:
            os.sched_setaffinity(0, {core})
            self._server.core = core  # of this fork's own copy of it
        bound_process()
        self.common.begin()
        return job, lambda outcome, count: self.send(Message(outcome=outcome, count=count))
