"""The student's side of the wire: what the fork server runs to load a submission and to serve its processes."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import select
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from grader.remote import frames
from grader.remote.answering import Worker
from grader.remote.load import Loaded, Manner, refuse_input
from grader.remote.load import load as load_source
from grader.remote.messages import REQUESTS, SETUPS
from grader.remote.patience import Patience

MODULE = "submission"
LOADERS = {"ipython": "grader.remote.notebook", "nbclient": "grader.remote.kernel"}


class Stem(Protocol):
    """Where a fork of this process can be asked for while it waits."""

    def fileno(self) -> int: ...

    def fork(self) -> socket.socket | None: ...


_loaded: Loaded | None = None


def warm(config: bytes) -> None:
    """In the fork server, before any student code: import what the assignment allows, and run first operations."""
    names: list[str] = msgspec.msgpack.decode(config, type=list[str]) if config else ["numpy"]
    if "torchvision" in names:
        from grader.remote.vision import prepare_torchvision

        prepare_torchvision()
    for name in names:
        importlib.import_module(name)
    if "torch" in sys.modules:
        from grader.remote import torch_values

        torch_values.warm()
    numpy = sys.modules["numpy"]
    square = numpy.ones((8, 8))
    numpy.linalg.norm(square @ square)
    numpy.random.default_rng(0).permutation(8)


def load(setup: bytes, running: Callable[[int], None]) -> None:
    """In the base process: run the student's file, which lies in the current folder."""
    global _loaded
    told = SETUPS.decode(setup)
    path = Path(told.file).absolute()
    sys.path.insert(0, str(path.parent))
    source = importlib.util.decode_source(path.read_bytes())
    patience = Patience(told.seconds, told.later_seconds, told.known, running)
    manner = Manner(told.forbidden, patience=patience, left_out=told.left_out)
    builtins.input = refuse_input
    if told.notebook:
        from grader.remote.shell import MostShown  # with IPython, which a script does without

        load_notebook = importlib.import_module(LOADERS[told.engine]).load_notebook
        cells, most = Path(told.notebook).read_bytes(), MostShown(*told.most_shown)
        _loaded = load_notebook(cells, source, str(path), MODULE, manner, most)
    else:
        _loaded = load_source(source, str(path), MODULE, manner)
    _flush_output()


def serve(sock: socket.socket, stem: Stem) -> None:
    """Answer requests on `sock` until it ends; a fork that is asked for on `stem` goes on with a socket of its own."""
    assert _loaded is not None
    worker = Worker(_loaded)
    poll = _poll(sock, stem)
    while True:
        if stem.fileno() in dict(poll.poll()):
            forked = stem.fork()
            if forked is not None:
                sock.close()
                sock = forked
                poll = _poll(sock, stem)
            continue
        frame = frames.read_frame(sock)
        if frame is None:
            return
        request = REQUESTS.decode(frame[0])
        header, results = worker.answer_frame(request, frames.split_payload(frame[1], request.sizes))
        del frame
        _flush_output()
        frames.write_frame(sock, header, results)
        del results


def _flush_output() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - as a block of contextlib it takes a microsecond more, in each call
            stream.flush()
        except Exception:  # noqa: BLE001, S110 - the student may have closed or replaced it
            pass


def _poll(sock: socket.socket, stem: Stem) -> select.poll:
    poll = select.poll()
    poll.register(stem.fileno(), select.POLLIN)
    poll.register(sock, select.POLLIN)
    return poll
