"""A warm judge: a trusted process that has imported pytest and collected the hidden tests, forked for each submission.

It never sees a submission itself. What a fork changes, of the tests' modules, of random states, the environment or the
current folder, ends with that fork.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from multiprocessing.connection import Connection

import msgspec

from grader.course import Assignment
from grader.judge.job import Job
from grader.judge.limits import Timing
from grader.sandbox import protocol, syscalls
from grader.sandbox.forkserver import ForkServer

_END_SECONDS = 5.0


class WarmJudge:
    """The process, as the coordinator sees it, for the sandboxes of one fork server. It begins to collect at once.

    A judging can be asked for before it is ready, and waits. EOFError when the process is gone: then make another one.
    """

    def __init__(self, assignment: Assignment, server: ForkServer, key: bytes, timing: Timing | None) -> None:
        self.server = server
        self._control, theirs = protocol.pair()
        coordinator = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            with contextlib.suppress(BaseException):  # a fork must not go on as a second coordinator
                self._control.close()
                syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
                if os.getppid() == coordinator:
                    from grader.judge.office import serve  # with pytest: this process needs it, and ours does not

                    serve(theirs, assignment, server, key, timing)
            os._exit(1)
        theirs.close()

    def start(self, number: int, job: Job, core: int | None) -> Connection:
        """Have a job judged, on this core of the machine if one is named; returns where its Messages can be read."""
        read_end, write_end = os.pipe()
        with open(os.memfd_create("job"), "wb") as file:  # noqa: PTH123  no path
            file.write(msgspec.msgpack.encode(job))
            file.flush()
            try:
                protocol.send(self._control, {"judge": number, "core": core}, [write_end, file.fileno()])
            except OSError as error:
                os.close(read_end)
                raise EOFError("the warm judge is gone") from error
            finally:
                os.close(write_end)
        return Connection(read_end, writable=False)

    def kill(self, number: int, connection: Connection) -> None:
        """End a judging; if that does not end, all of this process end with it."""
        with contextlib.suppress(OSError):
            protocol.send(self._control, {"kill": number})
        try:
            while connection.poll(_END_SECONDS):
                connection.recv_bytes()
        except (EOFError, OSError):
            return
        self._end()

    def close(self) -> None:
        """The process and all its judgings are gone when this returns."""
        self._control.close()
        if self.pid and not _ends(self.pid, _END_SECONDS):
            os.kill(self.pid, signal.SIGKILL)
        self._end()

    def _end(self) -> None:
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)  # its forks die with it
            os.waitpid(self.pid, 0)
            self.pid = 0


def _ends(pid: int, seconds: float) -> bool:
    """Whether a child of ours ends in time; it is yet to be waited for."""
    handle = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    try:
        return bool(poll.poll(1000 * seconds))
    finally:
        os.close(handle)
