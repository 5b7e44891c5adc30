"""The same conversation within one process: how tests reach the reference, and a student's file on a laptop.

Values take the same way through encoder, worker and decoder as in the sandbox, so that all places behave alike;
breakpoints, prints and tracebacks work, since nothing leaves the process.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

from grader.remote.load import load
from grader.remote.messages import Reply, Request
from grader.remote.session import Session
from grader.remote.worker import Worker


class Loopback:
    """A transport to a worker in this very process."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def exchange(self, request: Request, buffers: list[memoryview]) -> tuple[Reply, list[memoryview]]:
        return _answered(self._worker, request, [_copied(buffer) for buffer in buffers])

    def cause(self) -> BaseException | None:
        return self._worker.raised


def _answered(worker: Worker, request: Request, buffers: list[memoryview]) -> tuple[Reply, list[memoryview]]:
    reply, results = worker.answer(request, buffers)
    return reply, [_copied(buffer) for buffer in results]


def _copied(buffer: memoryview) -> memoryview:
    # each side has bytes of its own, as it would with a wire between them
    return memoryview(bytearray(buffer))


def bind(
    path: Path,
    *,
    name: str = "submission",
    opaque: Mapping[str, tuple[int, ...]] | None = None,
    forbidden: tuple[str, ...] = (),
) -> Session:
    """A session with the file at `path`, loaded into this process under the module name `name`."""
    source = importlib.util.decode_source(path.read_bytes())
    loaded = load(source, str(path), name, forbidden)
    return Session(Loopback(Worker(loaded)), file=path.name, opaque=opaque)
