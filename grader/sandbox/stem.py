"""How a process of the student is forked: the end that sits inside that process.

The supervisor asks through a socket; the new process is the supervisor's own child, so that it sees the true status
and the true use of memory and CPU when that dies.
Nothing here is a protection: the student's code can do what it likes with it, to its own harm only.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from typing import Any

from grader.sandbox import syscalls

FORK = b"F"  # supervisor to process, with three descriptors: the wire, the output, the new process's own stem
HELLO = b"H"  # from the new process; the kernel adds its pid
DONE = b"D"  # from the process that was forked: it has let go of what the new one was sent
CONFINED = b"C"  # from a process that is about to load: no code of the student's has run in it yet
RUNNING = b"S"  # from a process that loads, with the number of the statement that it is about to run
READY = b"R"  # loaded
REFUSED = b"N"  # the fork failed: no process left under the limit, say

NUMBER_BYTES = 4
_TID_ADDRESS = syscalls.tid_address() if sys.platform == "linux" else 0

_DESCRIPTORS = 3


class Stem:
    """What `serve` polls beside its own socket; readable means that this process is to be forked."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    def fileno(self) -> int:
        """The descriptor to poll. A forked child has another one: ask again."""
        return self._channel.fileno()

    def say(self, word: bytes) -> None:
        self._channel.send(word)

    def running(self, number: int) -> None:
        """Say which statement comes next: if it never ends, this is how anybody knows."""
        self.say(RUNNING + number.to_bytes(NUMBER_BYTES, "big"))

    def fork(self) -> socket.socket | None:
        """Answer one request: None in the process that goes on, in its child the socket to serve from now on.

        Ends the process when the supervisor is gone.
        """
        data, descriptors, _, _ = socket.recv_fds(self._channel, 1, _DESCRIPTORS, socket.MSG_CMSG_CLOEXEC)
        if data != FORK or len(descriptors) != _DESCRIPTORS:
            os._exit(0)
        wire, output, stem = descriptors
        generator_state = _python_generator_state()
        try:
            pid = _fork_beside()
        except OSError:
            self.say(REFUSED)
            pid = -1
        if pid:
            for descriptor in descriptors:
                os.close(descriptor)
            if pid > 0:
                self.say(DONE)
            return None
        parent, self._channel = self._channel, socket.socket(fileno=stem)
        _restore_python_generator(generator_state)
        send_output_to(output)
        os.close(output)
        parent.send(HELLO)
        parent.close()
        return socket.socket(fileno=wire)


def _fork_beside() -> int:
    """0 in the new process, a child of our parent. OSError when there can be none."""
    if _TID_ADDRESS:
        return syscalls.fork(syscalls.CLONE_PARENT, _TID_ADDRESS)
    middle = os.fork()
    if middle:
        status = 0
        with contextlib.suppress(ChildProcessError):  # a student may let the system reap its children
            _, status = os.waitpid(middle, 0)
        if status:
            raise OSError("no process is left for a fork")
        return middle
    try:
        orphan = os.fork()  # it is the supervisor's
    except OSError:
        orphan = -1
    if orphan:
        os._exit(orphan < 0)
    return 0


def send_output_to(descriptor: int) -> None:
    """Standard output and error of this process go to `descriptor` from now on."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # a student may have put anything there
            stream.flush()
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)


def _python_generator_state() -> Any:
    module = sys.modules.get("random")
    try:
        return module.getstate() if module is not None else None
    except Exception:  # noqa: BLE001  a student may have replaced it; then its state is not ours to keep
        return None


def _restore_python_generator(state: Any) -> None:
    """`random` seeds itself anew after a fork, from the system: that would undo a student's own random.seed."""
    module = sys.modules.get("random")
    if module is not None and state is not None:
        with contextlib.suppress(Exception):
            module.setstate(state)
