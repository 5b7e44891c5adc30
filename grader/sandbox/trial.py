"""Attack a sandbox of a given isolation with a canary, and see from outside what came of it."""

from __future__ import annotations

import json
import os
import secrets
import select
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import Limits
from grader.errors import SandboxError
from grader.sandbox.box import Process, Sandbox
from grader.sandbox.ends import LoadFailed
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.isolation import Isolation, Probe

_LIMITS = Limits(memory_mb=64, processes=8, disk_mb=2, import_seconds=5.0)
_PATIENCE = 10.0  # seconds for one attack; none takes as long unless it hangs
_GONE_SECONDS = 1.0
_MOST_SECONDS = 60  # for all attacks together: then the victim ends by itself, should we have been killed


@dataclass(frozen=True)
class Victims:
    """What there is to be attacked: a secret in a file of ours, two listeners, a process."""

    path: Path
    secret: bytes
    tcp: socket.socket
    named: socket.socket
    name: str
    pid: int

    def were_reached(self) -> bool:
        """Whether anyone has connected to a listener."""
        return bool(select.select([self.tcp, self.named], [], [], 0)[0])

    def is_alive(self) -> bool:
        return os.waitpid(self.pid, os.WNOHANG) == (0, 0)


def attack(isolation: Isolation) -> tuple[Probe, ...]:
    """What student code must not be able to do, tried in a sandbox of this kind; SandboxError is an answer, too."""
    try:
        with (
            _victims() as victims,
            ForkServer(payload="grader.sandbox.canary", distributions=(), isolation=isolation) as server,
            server.sandbox({}, _LIMITS) as sandbox,
        ):
            return (
                _read_a_secret(sandbox, victims),
                _open_a_socket(sandbox, victims),
                _signal_a_process(sandbox, victims),
                _exceed("take more memory than the limit", sandbox, "exceed_memory", _LIMITS.memory_mb),
                _exceed("fill the disk", sandbox, "fill_disk", _LIMITS.disk_mb),
                _outlive_the_kill(sandbox),
            )
    except (SandboxError, LoadFailed) as error:
        return (Probe("start a process in it", False, str(error)),)


@contextmanager
def _victims() -> Iterator[Victims]:
    with (
        tempfile.TemporaryDirectory(prefix="grader-") as folder,
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as named,
    ):
        path, secret = Path(folder, "secret"), secrets.token_bytes(16)
        path.write_bytes(secret)
        name = f"grader-{secrets.token_hex(8)}"
        named.bind(f"\0{name}")
        named.listen()
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.alarm(_MOST_SECONDS)
            time.sleep(_MOST_SECONDS)
            os._exit(0)
        try:
            yield Victims(path, secret, tcp, named, name, pid)
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _read_a_secret(sandbox: Sandbox, victims: Victims) -> Probe:
    told = _told(sandbox, "read_secret", path=str(victims.path), pid=os.getpid())
    got = [road for road, content in told["got"] if victims.secret.hex() in content]
    return _probe("read a file of the grader's", got, told)


def _open_a_socket(sandbox: Sandbox, victims: Victims) -> Probe:
    told = _told(sandbox, "open_socket", port=victims.tcp.getsockname()[1], abstract=victims.name)
    got = [f"{how}: {what}" for how, what in told["got"]]
    return _probe("open a socket", got or ["a listener was reached"] * victims.were_reached(), told)


def _signal_a_process(sandbox: Sandbox, victims: Victims) -> Probe:
    told = _told(sandbox, "signal_others", pid=victims.pid)
    time.sleep(0.01)  # a signal arrives when it does
    return _probe("signal a process of the grader's", ["it was killed"] * (not victims.is_alive()), told)


def _exceed(name: str, sandbox: Sandbox, order: str, limit_mb: int) -> Probe:
    told = _told(sandbox, order, limit_mb=limit_mb)
    return _probe(name, [f"{how}: {what}" for how, what in told["got"]], told)


def _outlive_the_kill(sandbox: Sandbox) -> Probe:
    """The last one: the sandbox is closed. Whoever is left holds the other end of the connection open."""
    process = sandbox.open()
    with socket.socket(fileno=os.dup(process.socket.fileno())) as ours:
        told = _answer(process, "outlive", {})
        sandbox.end(process)
        sandbox.close()
        poll = select.poll()
        poll.register(ours, select.POLLIN)
        gone = bool(poll.poll(1000 * _GONE_SECONDS)) and not ours.recv(1)
    said = {"got": [], "refused": {"a daemon": "killed with the sandbox"}} if gone and told is not None else told
    return _probe("outlive the kill", ["a daemon goes on"] * (not gone), said or _STOPPED)


_STOPPED: dict[str, Any] = {"got": [], "refused": {"the process": "stopped"}}


def _told(sandbox: Sandbox, order: str, **arguments: Any) -> dict[str, Any]:
    """What the canary says of one attack, in a process of its own; a process that was stopped says nothing."""
    process = sandbox.open()
    try:
        return _answer(process, order, arguments) or _STOPPED
    finally:
        sandbox.end(process)


def _answer(process: Process, order: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
    process.socket.settimeout(_PATIENCE)
    try:
        process.socket.send(json.dumps([order, arguments]).encode())
        answer: dict[str, Any] = json.loads(process.socket.recv(1 << 20))
    except (OSError, ValueError):
        return None
    return answer


def _probe(name: str, got: list[str], told: dict[str, Any]) -> Probe:
    if got:
        return Probe(name, False, "; ".join(got))
    reasons = dict.fromkeys(str(reason).lower() for reason in told["refused"].values())
    return Probe(name, True, ", ".join(reasons) or "nothing came of it")
