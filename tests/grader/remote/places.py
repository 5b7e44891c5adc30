"""Where the tests of this room run a student's file: in this process, or in a sandbox as strong as this machine has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import msgspec

from grader.course import Limits
from grader.judge.grading import WORKER, WORKER_ROOMS
from grader.remote.channel import Channel
from grader.remote.lines import Lines
from grader.remote.loopback import bind
from grader.remote.messages import Setup
from grader.remote.session import Session
from grader.sandbox.box import Process, Sandbox
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.tiers import detect

LIMITS = Limits(import_seconds=5.0, memory_mb=1024, processes=16, disk_mb=16)
PATIENCE = 20.0  # seconds of waiting for a process, all calls together; no test takes as long
Opaque = Mapping[str, tuple[int, ...]] | None


class Place(Protocol):
    def load(self, source: str, *, opaque: Opaque = None) -> Session: ...


class InProcess:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, source: str, *, opaque: Opaque = None) -> Session:
        path = self._folder / "student.py"
        path.write_text(source, encoding="utf-8")
        return bind(path, opaque=opaque)


class Sandboxed:
    """Each `load` is a sandbox of its own with one process."""

    def __init__(self, server: ForkServer) -> None:
        self._server = server
        self._open = ExitStack()

    def sandbox(self, source: str) -> Sandbox:
        setup = msgspec.msgpack.encode(Setup("student.py", (), LIMITS.import_seconds, LIMITS.import_seconds))
        return self._open.enter_context(self._server.sandbox({"student.py": source.encode()}, LIMITS, setup))

    def session(
        self,
        sandbox: Sandbox,
        *,
        parent: Process | None = None,
        wall_seconds: float = PATIENCE,
        opaque: Opaque = None,
    ) -> Session:
        process = sandbox.open(None if parent is None else parent.id, cpu_seconds=PATIENCE)
        channel = Channel(sandbox, process, LIMITS, seconds=PATIENCE, wall_seconds=wall_seconds)
        return Session(channel, lines=Lines("student.py"), opaque=opaque)

    def load(self, source: str, *, opaque: Opaque = None, wall_seconds: float = PATIENCE) -> Session:
        return self.session(self.sandbox(source), opaque=opaque, wall_seconds=wall_seconds)

    def close(self) -> None:
        self._open.close()


def started(distributions: tuple[str, ...]) -> Iterator[ForkServer]:
    config = msgspec.msgpack.encode([name for name in distributions if name not in ("msgspec", "parso")])
    with ForkServer(
        payload=WORKER, rooms=WORKER_ROOMS, distributions=distributions, config=config, isolation=detect()
    ) as server:
        yield server


def channel_of(session: Session) -> Channel:
    assert isinstance(session.transport, Channel)
    return session.transport
