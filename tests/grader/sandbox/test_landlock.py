"""Landlock, by what a process under it can do."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox import landlock, syscalls

ABI = syscalls.landlock_abi()
pytestmark = pytest.mark.skipif(ABI == 0, reason="this kernel has no Landlock")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """One to read, one to write, one that is neither; a file in each."""
    made = tuple(tmp_path / name for name in ("readable", "writable", "neither"))
    for folder in made:
        folder.mkdir()
        (folder / "file").write_text("content", encoding="utf-8")
    first, second, third = made
    return first, second, third


def error_when_restricted(action: Callable[[], object], folders: tuple[Path, Path, Path]) -> int:
    """The errno that `action` raises in a forked child that is restricted, 0 for none."""
    pid = os.fork()
    if pid == 0:
        status = 255
        try:
            syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
            landlock.restrict([str(folders[0]), "/no/such/place"], [str(folders[1])])
            action()
            status = 0
        except OSError as error:
            status = error.errno or 254
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_reading(folders: tuple[Path, Path, Path]) -> None:
    readable, writable, neither = folders
    assert error_when_restricted((readable / "file").read_bytes, folders) == 0
    assert error_when_restricted((writable / "file").read_bytes, folders) == 0
    assert error_when_restricted((neither / "file").read_bytes, folders) == errno.EACCES
    assert error_when_restricted(lambda: list(neither.iterdir()), folders) == errno.EACCES


def test_writing(folders: tuple[Path, Path, Path]) -> None:
    readable, writable, neither = folders
    assert error_when_restricted(lambda: (writable / "new").write_bytes(b"x"), folders) == 0
    assert error_when_restricted(lambda: (readable / "new").write_bytes(b"x"), folders) == errno.EACCES
    assert error_when_restricted(lambda: (readable / "file").write_bytes(b"x"), folders) == errno.EACCES
    assert error_when_restricted((neither / "file").unlink, folders) == errno.EACCES
    assert (readable / "file").read_text(encoding="utf-8") == "content"


@pytest.mark.skipif(ABI < 3, reason="Linux 6.2 brought this")
def test_truncating(folders: tuple[Path, Path, Path]) -> None:
    assert error_when_restricted(lambda: os.truncate(folders[0] / "file", 0), folders) == errno.EACCES


@pytest.mark.skipif(ABI < 6, reason="Linux 6.12 brought this")
def test_signals_to_processes_outside(folders: tuple[Path, Path, Path]) -> None:
    assert error_when_restricted(lambda: os.kill(os.getppid(), 0), folders) == errno.EPERM
    assert error_when_restricted(lambda: os.kill(os.getpid(), 0), folders) == 0


@pytest.mark.skipif(ABI < 6, reason="Linux 6.12 brought this")
def test_abstract_sockets_outside(folders: tuple[Path, Path, Path]) -> None:
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as client:
        name = f"\0landlock-test-{os.getpid()}"
        listener.bind(name)
        listener.listen()
        assert error_when_restricted(lambda: client.connect(name), folders) == errno.EPERM


@pytest.mark.skipif(ABI < 4, reason="Linux 6.7 brought this")
def test_tcp(folders: tuple[Path, Path, Path]) -> None:
    with socket.socket() as listener:
        assert error_when_restricted(lambda: listener.bind(("127.0.0.1", 0)), folders) == errno.EACCES
