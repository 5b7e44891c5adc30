"""What attacks a sandbox before student code is let into it: the payload of a trial.

Each attack tries what must be impossible and tells what it got: nothing is believed that `trial` cannot see itself.
"""

from __future__ import annotations

import json
import mmap
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.sandbox.stem import Stem

_HOLD_SECONDS = 0.6  # longer than a supervisor takes to look twice
_MEBIBYTE = 1 << 20
_AF_VSOCK = 40
_PROCESSES = 6


def warm(config: bytes) -> None:
    """Nothing to import: the attacks need the standard library only."""


def load(setup: bytes, _running: Callable[[int], None]) -> None:
    """There is no file of a student's here."""


def serve(sock: socket.socket, stem: Stem) -> None:
    """Carry out the attack that is asked for and answer with what came of it."""
    while True:
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        poll.register(stem.fileno(), select.POLLIN)
        if stem.fileno() in dict(poll.poll()):
            sock = stem.fork() or sock
            continue
        order = sock.recv(1 << 16)
        if not order:
            return
        name, arguments = json.loads(order)
        sock.send(json.dumps(_ATTACKS[name](**arguments)).encode())


def _each(attempts: dict[str, Callable[[], object]]) -> dict[str, Any]:
    """What each attempt gives, or the error that it ends in."""
    got: list[Any] = []
    refused: dict[str, str] = {}
    for name, attempt in attempts.items():
        try:
            got.append([name, attempt()])
        except OSError as error:
            refused[name] = error.strerror or type(error).__name__
    return {"got": got, "refused": refused}


def read_secret(path: str, pid: int) -> dict[str, Any]:
    """The grader's file, by its name and by the detours that /proc offers."""
    roads = [path, f"/proc/self/root{path}", f"/proc/{pid}/root{path}"]
    return _each({road: lambda road=road: Path(road).read_bytes().hex() for road in roads})  # type: ignore[misc]


def live_on(seconds: float) -> dict[str, Any]:
    """Nothing at all: what honest code must be let do."""
    time.sleep(seconds)
    return {"got": [], "refused": {}}


def change_file(path: str) -> dict[str, Any]:
    """The mode and times of the grader's file: its owner may, and Landlock does not ask."""
    return _each({"its mode": lambda: os.chmod(path, 0), "its times": lambda: os.utime(path, (0, 0))})  # noqa: PTH101


def open_socket(port: int, abstract: str) -> dict[str, Any]:
    """To listeners on this machine, by TCP, by abstract names, connected or not; and one to a hypervisor."""

    def connect(family: int, address: object) -> str:
        with socket.socket(family, socket.SOCK_STREAM) as end:
            end.settimeout(1)
            end.connect(address)  # type: ignore[arg-type]
        return "connected"

    def send(address: str) -> str:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"x", address)
        return "sent to"

    def create(family: int) -> str:
        socket.socket(family, socket.SOCK_STREAM).close()
        return "created"

    return _each(
        {
            "TCP": lambda: connect(socket.AF_INET, ("127.0.0.1", port)),
            "an abstract name": lambda: connect(socket.AF_UNIX, f"\0{abstract}"),
            "a datagram": lambda: send(f"\0{abstract}-datagrams"),
            "AF_VSOCK": lambda: create(_AF_VSOCK),
        }
    )


def signal_others(pid: int) -> dict[str, Any]:
    """A process of the grader's; and its parent and that one's, whoever they are here."""
    return _each({"the grader's": lambda: os.kill(pid, signal.SIGTERM), "its parent": lambda: os.kill(os.getppid(), 0)})


def outlive() -> dict[str, Any]:
    """A daemon: in a session of its own, and nobody's child any more. It keeps the connection, and so shows itself."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(1, signal.NSIG):
                if number not in (signal.SIGKILL, signal.SIGSTOP):
                    try:
                        signal.signal(number, signal.SIG_IGN)
                    except (OSError, ValueError):
                        continue
            time.sleep(600)
        os._exit(0)
    return {"got": [["a daemon", "started"]], "refused": {}}


def exceed_memory(limit_mb: int) -> dict[str, Any]:
    """Twice the limit in memory that no limit of a process counts, then more in processes that each stay below it."""

    def filled(memory: mmap.mmap) -> str:
        block = b"x" * _MEBIBYTE
        for _ in range(2 * limit_mb):
            memory.write(block)
        time.sleep(_HOLD_SECONDS)
        return "taken"

    def in_memfd() -> str:
        descriptor = os.memfd_create("x")
        os.truncate(descriptor, 2 * limit_mb * _MEBIBYTE)
        return filled(mmap.mmap(descriptor, 2 * limit_mb * _MEBIBYTE))

    def in_processes() -> str:
        read_end, write_end = os.pipe()
        for _ in range(_PROCESSES):
            if os.fork() == 0:
                held = bytearray(limit_mb * _MEBIBYTE // 2)
                os.write(write_end, b"x")
                time.sleep(600)
                os._exit(len(held) & 1)
        os.close(write_end)
        for _ in range(_PROCESSES):
            if not os.read(read_end, 1):
                return _refused("a process was killed")
        time.sleep(_HOLD_SECONDS)
        return "taken"

    return _each(
        {
            "memfd": in_memfd,
            "shared memory without a file": lambda: filled(mmap.mmap(-1, 2 * limit_mb * _MEBIBYTE)),
            "six processes": in_processes,
        }
    )


def fill_disk(limit_mb: int) -> dict[str, Any]:
    """Four times the limit, in files of a megabyte."""

    def fill() -> str:
        for number in range(4 * limit_mb):
            Path(f"fill-{number}").write_bytes(b"x" * _MEBIBYTE)
        time.sleep(_HOLD_SECONDS)
        return "written"

    return _each({"files": fill})


def _refused(reason: str) -> str:
    raise OSError(0, reason)


_ATTACKS: dict[str, Callable[..., dict[str, Any]]] = {
    attack.__name__: attack
    for attack in (live_on, read_secret, change_file, open_socket, signal_others, outlive, exceed_memory, fill_disk)
}
