"""The process in which student code runs: from a fork of the supervisor to loading, and on to waiting or serving."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn, Protocol

from grader.sandbox import confine, protocol, rlimits, watch
from grader.sandbox.stem import CONFINED, READY, Stem, send_output_to

STATUS_ERROR = 70
_FIRST_KEPT = 100  # our few descriptors move here, so that all others can be closed in two ranges
OWN_DESCRIPTORS = (1, 2, _FIRST_KEPT)  # of a base that waits: nowhere, nowhere, its stem


class Payload(Protocol):
    """What runs in the sandbox; this room knows no more of it."""

    def warm(self, config: bytes) -> None: ...
    def load(self, setup: bytes, running: Callable[[int], None]) -> None:
        """`running` is told the number of a statement, from 1, before one that may take long is run."""

    def serve(self, sock: socket.socket, stem: Stem) -> None: ...


@dataclass(frozen=True)
class Assignment:
    """What a new process is to do: load below `folder`, then serve `wire` if there is one, else wait at its stem.

    `bounds` are for all processes of a test together, and kept by their supervisor. `cold`: each test loads for itself
    and nothing is forked after loading, since the driver of a GPU does not survive that.
    """

    payload: Payload
    setup: bytes
    folder: str
    confinement: confine.Confinement
    bounds: watch.Bounds
    loading_seconds: float
    cold: bool = False


def become(
    assignment: Assignment, stem: socket.socket, load_output: int, serving: tuple[int, int] | None = None
) -> NoReturn:
    """Never returns. `serving` is (wire, output): load and serve in this same process."""
    status = STATUS_ERROR
    try:
        send_output_to(load_output)
        stem_end, *others = _keep_only([stem.fileno(), *(serving or ())])
        own_end = Stem(socket.socket(fileno=stem_end))
        confine.enter(assignment.confinement)
        rlimits.limit_cpu(0, assignment.loading_seconds, final=False)
        os.chdir(assignment.folder)
        own_end.say(CONFINED)
        _load_and_serve(assignment, own_end, others)
        status = 0
    except MemoryError:
        status = protocol.STATUS_MEMORY
    except BaseException:  # noqa: BLE001  whatever it is, this process must not go on as a second supervisor
        with contextlib.suppress(BaseException):
            traceback.print_exc()
    with contextlib.suppress(BaseException):
        sys.stdout.flush()
    os._exit(status)


def _load_and_serve(assignment: Assignment, stem: Stem, serving: list[int]) -> None:
    assignment.payload.load(assignment.setup, stem.running)
    if serving:
        wire, output = serving
        send_output_to(output)
        os.close(output)
        stem.say(READY)
        assignment.payload.serve(socket.socket(fileno=wire), stem)
        return
    quiet = os.open(os.devnull, os.O_WRONLY)
    send_output_to(quiet)
    os.close(quiet)
    stem.say(READY)
    served = None
    while served is None:
        served = stem.fork()
    assignment.payload.serve(served, stem)


def _keep_only(descriptors: Sequence[int]) -> list[int]:
    """Close all but these and the standard three; return their new numbers."""
    kept = []
    for number, descriptor in enumerate(descriptors, start=_FIRST_KEPT):
        os.dup2(descriptor, number, inheritable=False)
        kept.append(number)
    os.closerange(3, _FIRST_KEPT)
    os.closerange(_FIRST_KEPT + len(kept), os.sysconf("SC_OPEN_MAX"))
    return kept
