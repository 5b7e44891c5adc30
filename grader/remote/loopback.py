"""The same conversation within one process: how tests reach the reference, and a student's file on a laptop.

Values take the same way through encoder, worker and decoder as in the sandbox, so that all places behave alike;
breakpoints, prints and tracebacks work, since nothing leaves the process.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from types import ModuleType

import msgspec

from grader.remote.answering import Worker
from grader.remote.lines import Lines, lines_of_notebook
from grader.remote.load import Loaded, Manner, load
from grader.remote.messages import REPLIES, REQUESTS, Reply, Request
from grader.remote.outcomes import MemoryLimit
from grader.remote.session import Session
from grader.submission.notebook import SUFFIX, read_notebook

loading = ContextVar("loading", default=False)  # whether the cells of a notebook are being run, to be tested then


class Loopback:
    """A transport to a worker in this very process. It survives whatever a call comes to."""

    survives = True

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def exchange(self, request: Request, buffers: list[memoryview]) -> tuple[Reply, list[memoryview]]:
        told = REQUESTS.decode(msgspec.msgpack.encode(request))
        header, results = self._worker.answer_frame(told, [_copied(buffer) for buffer in buffers])
        if isinstance(self._worker.raised, KeyboardInterrupt):
            raise self._worker.raised  # of whoever sits before this process
        return REPLIES.decode(header), [_copied(buffer) for buffer in results]

    def memory_limit(self, told: str) -> MemoryLimit:
        return MemoryLimit(f"out of memory: {told}" if told else "out of memory")

    def cause(self) -> BaseException | None:
        return self._worker.raised


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
    """A session with the file at `path`, loaded into this process under the module name `name`.

    NotANotebook for a notebook that is none.
    """
    if str(path.parent) not in sys.path:  # other files of the same folder can be imported, as in the sandbox
        sys.path.insert(0, str(path.parent))
    manner = Manner(forbidden, interruptible=True)
    if path.suffix.lower() == SUFFIX:
        from grader.remote.notebook import load_notebook  # with IPython, which a script does without

        found = read_notebook(path.read_bytes())
        lines = lines_of_notebook(path.name, found.cells)
        token = loading.set(True)
        try:
            loaded = load_notebook(found.cells, found.script.decode(), str(path), name, manner)
        finally:
            loading.reset(token)
        return Session(Loopback(Worker(loaded)), lines=lines, opaque=opaque)
    source = importlib.util.decode_source(path.read_bytes())
    loaded = load(source, str(path), name, manner)
    return Session(Loopback(Worker(loaded)), lines=Lines(path.name), opaque=opaque)


def bind_module(module: ModuleType, *, opaque: Mapping[str, tuple[int, ...]] | None = None) -> Session:
    """A session with what is in memory already: the cells of a notebook that is open, say."""
    loaded = Loaded(module, module.__name__)
    return Session(Loopback(Worker(loaded)), lines=Lines("this notebook"), opaque=opaque)
