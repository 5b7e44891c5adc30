"""The command `grader` as a user runs it."""

from __future__ import annotations

import atexit
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.sandbox.isolation import GROUP

_READ_ONCE = ("PYTHON", "LANG", "LC_", GROUP)  # variables, by their beginnings: when a process starts, or isolates


def grader(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `grader` with these arguments in a process of its own."""
    return in_environment(arguments, os.environ | {"COLUMNS": "160"} | environment, cwd=cwd)


def in_environment(
    arguments: Sequence[str | Path], environment: Mapping[str, str], *, cwd: Path | None = None, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """The same with these variables and no others.

    The process is a fork of one that has imported what it needs. Where the variables ask for what is read but once, and
    is otherwise than when that one began, it is one that is started for this.
    """
    words = [str(word) for word in arguments]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        if _read_once(environment) == _Warm.running().read_once:
            status = _Warm.running().run(words, environment, cwd or Path.cwd(), (out.fileno(), err.fileno()), seconds)
        else:
            command = [sys.executable, "-P", "-m", "grader", *words]
            how = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": err, "cwd": cwd, "env": {**environment}}
            status = subprocess.run(command, timeout=seconds, check=False, **how).returncode  # type: ignore[call-overload]
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode("utf-8", "surrogateescape"))
    return subprocess.CompletedProcess(["grader", *words], status, *said)


def _read_once(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_READ_ONCE)}


class _Warm:
    """The process of warm_command.py, as tests see it; it ends with theirs."""

    def __init__(self) -> None:
        self.read_once = _read_once(os.environ)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        script = Path(__file__).with_name("warm_command.py")
        command = [sys.executable, "-P", str(script), str(theirs.fileno())]
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env={**os.environ, **threads}, cwd="/")
        theirs.close()
        atexit.register(self._end)

    def _end(self) -> None:
        self._control.close()
        self._process.wait(10)

    @staticmethod
    @functools.cache
    def running() -> _Warm:
        return _Warm()

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        streams: tuple[int, int],
        seconds: float,
    ) -> int:
        order = {"arguments": arguments, "environment": {**environment}, "folder": str(folder)}
        with tempfile.TemporaryFile() as file:
            file.write(json.dumps(order).encode())
            file.flush()
            socket.send_fds(self._control, [b"run"], [file.fileno(), *streams])
            self._control.settimeout(60)
            pid = int(self._control.recv(16))
        self._control.settimeout(seconds)
        try:
            return int(self._control.recv(16))
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            self._control.recv(16)
            raise subprocess.TimeoutExpired(["grader", *arguments], seconds) from None


def assert_one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit status 2, one line on standard error that holds the words, nothing else and no traceback."""
    assert done.returncode == 2, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert [word for word in words if word not in lines[0]] == [], lines[0]
    assert "Traceback" not in done.stdout + done.stderr
