"""Attack a sandbox of a given isolation with a canary, and see from outside what came of it.

That nothing was heard of an attack is no sign that it was stopped: a process that ends is believed to have been stopped
only if its supervisor says for which limit, and an honest one has to live.
"""

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
from grader.sandbox import syscalls
from grader.sandbox.box import Process, Sandbox
from grader.sandbox.ends import Exit, LoadFailed
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.isolation import Isolation, Probe
from grader.sandbox.watch import TICK

_LIMITS = Limits(memory_mb=64, processes=8, disk_mb=2, import_seconds=5.0)
_PATIENCE = 10.0  # seconds for one attack; none takes as long unless it hangs
_GONE_SECONDS = 1.0
_SIGNAL_SECONDS = 0.5
_MOST_SECONDS = 300  # for all attacks together: then the victim ends by itself, should we have been killed


@dataclass(frozen=True)
class Victims:
    """What there is to be attacked: a secret in a file of ours, two listeners, a process."""

    path: Path
    secret: bytes
    tcp: socket.socket
    named: socket.socket
    datagrams: socket.socket
    name: str
    pid: int
    mode_and_time: tuple[int, int]

    def were_reached(self) -> bool:
        """Whether anyone has connected to a listener, or sent us something."""
        return bool(select.select([self.tcp, self.named, self.datagrams], [], [], 0)[0])

    def is_alive(self) -> bool:
        return os.waitpid(self.pid, os.WNOHANG) == (0, 0)

    def was_changed(self) -> bool:
        return _mode_and_time(self.path) != self.mode_and_time


def attack(isolation: Isolation) -> tuple[Probe, ...]:
    """What student code must not be able to do, tried in a sandbox of this kind; SandboxError is an answer, too."""
    try:
        with (
            _victims() as victims,
            ForkServer(payload="grader.sandbox.canary", distributions=(), isolation=isolation) as server,
            server.sandbox({}, _LIMITS) as sandbox,
        ):
            honest = _live(sandbox, 2 * TICK)
            if not honest.held:
                return (honest,)
            return (
                _read_a_secret(sandbox, victims),
                _change_a_file(sandbox, victims),
                _open_a_socket(sandbox, victims),
                _signal_a_process(sandbox, victims),
                _exceed("take more memory than the limit", sandbox, "exceed_memory", "memory", _LIMITS.memory_mb),
                _exceed("fill the disk", sandbox, "fill_disk", "disk", _LIMITS.disk_mb),
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
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams,
    ):
        path, secret = Path(folder, "secret"), secrets.token_bytes(16)
        path.write_bytes(secret)
        name = f"grader-{secrets.token_hex(8)}"
        named.bind(f"\0{name}")
        named.listen()
        datagrams.bind(f"\0{name}-datagrams")
        pid = os.fork()
        if pid == 0:
            try:
                syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.alarm(_MOST_SECONDS)
                time.sleep(_MOST_SECONDS)
            finally:
                os._exit(0)
        try:
            yield Victims(path, secret, tcp, named, datagrams, name, pid, _mode_and_time(path))
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _mode_and_time(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mode, status.st_mtime_ns


def _live(sandbox: Sandbox, seconds: float) -> Probe:
    told, ended = _told(sandbox, "live_on", seconds=seconds)
    return Probe("live for a moment", told is not None, "" if told is not None else _how(ended))


def _read_a_secret(sandbox: Sandbox, victims: Victims) -> Probe:
    told, ended = _told(sandbox, "read_secret", path=str(victims.path), pid=os.getpid())
    got = [road for road, content in (told or _NOTHING)["got"] if victims.secret.hex() in content]
    return _probe("read a file of the grader's", got, told, ended)


def _change_a_file(sandbox: Sandbox, victims: Victims) -> Probe:
    told, ended = _told(sandbox, "change_file", path=str(victims.path))
    return _probe("change a file of the grader's", ["its mode or time"] * victims.was_changed(), told, ended)


def _open_a_socket(sandbox: Sandbox, victims: Victims) -> Probe:
    told, ended = _told(sandbox, "open_socket", port=victims.tcp.getsockname()[1], abstract=victims.name)
    got = [f"{how}: {what}" for how, what in (told or _NOTHING)["got"]]
    return _probe("open a socket", got or ["a listener was reached"] * victims.were_reached(), told, ended)


def _signal_a_process(sandbox: Sandbox, victims: Victims) -> Probe:
    told, ended = _told(sandbox, "signal_others", pid=victims.pid)
    # a signal arrives when it does; that one could be sent says little, for a pid may be another's in there
    patience = time.monotonic() + (_SIGNAL_SECONDS if (told or _NOTHING)["got"] else 0.0)
    while (alive := victims.is_alive()) and time.monotonic() < patience:
        time.sleep(0.005)
    return _probe("signal a process of the grader's", ["it was killed"] * (not alive), told, ended)


def _exceed(name: str, sandbox: Sandbox, order: str, limit: str, limit_mb: int) -> Probe:
    told, ended = _told(sandbox, order, limit_mb=limit_mb)
    if told is None and ended.over == limit:
        return Probe(name, True, "stopped")
    return _probe(name, [f"{how}: {what}" for how, what in (told or _NOTHING)["got"]], told, ended)


def _outlive_the_kill(sandbox: Sandbox) -> Probe:
    """The last one: the sandbox is closed. Whoever is left holds the other end of the connection open."""
    process = sandbox.open()
    with socket.socket(fileno=os.dup(process.socket.fileno())) as ours:
        told = _answer(process, "outlive", {})
        ended = sandbox.end(process)
        sandbox.close()
        poll = select.poll()
        poll.register(ours, select.POLLIN)
        gone = bool(poll.poll(1000 * _GONE_SECONDS)) and not ours.recv(1)
    if gone and told is not None:
        return Probe("outlive the kill", True, "killed with the sandbox")
    return _probe("outlive the kill", ["a daemon goes on"] * (not gone), told, ended)


_NOTHING: dict[str, Any] = {"got": [], "refused": {}}


def _told(sandbox: Sandbox, order: str, **arguments: Any) -> tuple[dict[str, Any] | None, Exit]:
    """What the canary says of one attack, in a process of its own (None: nothing), and how that ended."""
    process = sandbox.open()
    answer = None
    try:
        answer = _answer(process, order, arguments)
    finally:
        ended = sandbox.end(process)
    return answer, ended


def _answer(process: Process, order: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
    process.socket.settimeout(_PATIENCE)
    try:
        process.socket.send(json.dumps([order, arguments]).encode())
        answer: dict[str, Any] = json.loads(process.socket.recv(1 << 20))
    except (OSError, ValueError):
        return None
    return answer


def _probe(name: str, got: list[str], told: dict[str, Any] | None, ended: Exit) -> Probe:
    if got:
        return Probe(name, False, "; ".join(got))
    if told is None:
        return Probe(name, False, f"not known: {_how(ended)}")
    reasons = dict.fromkeys(str(reason).lower() for reason in told["refused"].values())
    return Probe(name, True, ", ".join(reasons) or "nothing came of it")


def _how(ended: Exit) -> str:
    if ended.over:
        return f"the process was stopped at a limit ({ended.over})"
    if not ended.exited:
        return "the process did not answer"
    return f"the process ended ({f'signal {ended.signal}' if ended.signal else f'status {ended.status}'})"
