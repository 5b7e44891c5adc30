"""A payload for the tests of this room: runs the student's file, then evaluates expressions in it."""

from __future__ import annotations

import json
import runpy
import select
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAMES: dict[str, Any] = {}


def warm(config: bytes) -> None:
    if config == b"numpy":
        import numpy  # noqa: F401  to have it warm
    if config == b"fail":
        raise RuntimeError("told to fail")


def load(setup: bytes, _running: Callable[[int], None]) -> None:
    NAMES["setup"] = setup
    if Path("student.py").exists():
        NAMES.update(runpy.run_path("student.py"))


def serve(sock: socket.socket, stem: Any) -> None:
    while True:
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        poll.register(stem, select.POLLIN)
        ready = {descriptor for descriptor, _ in poll.poll()}
        if stem.fileno() in ready:
            fresh = stem.fork()
            if fresh is not None:
                sock = fresh
            continue
        line = sock.recv(1 << 16)
        if not line:
            return
        try:
            answer = {"value": eval(line.decode(), NAMES)}
        except Exception as error:  # noqa: BLE001  it is the answer
            answer = {"error": f"{type(error).__name__}: {error}"}
        sock.send(json.dumps(answer, default=repr).encode())
