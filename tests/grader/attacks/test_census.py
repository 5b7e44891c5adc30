"""The census names whatever is left: each kind of thing is left on purpose, found, and taken away again."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import census
import pytest
from battery import own_temporary_folder

from grader.sandbox import syscalls

_LIBC = ctypes.CDLL(None, use_errno=True)
_IPC_CREAT = 0o1000

Leave = Callable[[contextlib.ExitStack], str]


def a_process(undo: contextlib.ExitStack) -> str:
    process = undo.enter_context(subprocess.Popen(["sleep", "60"]))
    undo.callback(process.kill)
    return f"process {process.pid} "


def an_orphan_with_no_new_privileges(undo: contextlib.ExitStack) -> str:
    code = "import ctypes, os, time; ctypes.CDLL(None).prctl(38, 1, 0, 0, 0); os.setsid()\n"
    code += "if os.fork(): os._exit(0)\nos.write(1, b'%d' % os.getpid()); os.close(1); time.sleep(60)"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    undo.callback(os.kill, int(done.stdout), 9)
    return f"process {done.stdout} "


def a_file(undo: contextlib.ExitStack) -> str:
    path = Path(tempfile.mkdtemp(), "left.txt")
    path.write_text("left", encoding="ascii")
    undo.callback(path.parent.rmdir)
    undo.callback(path.unlink)
    return f"file {path}"


def a_file_in_shared_memory(undo: contextlib.ExitStack) -> str:
    path = Path("/dev/shm", f"attack-{secrets.token_hex(4)}")
    path.write_text("left", encoding="ascii")
    undo.callback(path.unlink)
    return f"file {path}"


def shared_memory(undo: contextlib.ExitStack) -> str:
    number = _LIBC.shmget(0, 4096, _IPC_CREAT | 0o600)
    if number < 0:
        pytest.skip("no SysV shared memory here")
    undo.callback(_LIBC.shmctl, number, 0, None)
    return f"SysV shm {number} "


def a_mount(undo: contextlib.ExitStack) -> str:
    folder = undo.enter_context(tempfile.TemporaryDirectory())
    try:
        syscalls.mount("attack", folder, "tmpfs", 0, "size=4k")
    except OSError as error:
        pytest.skip(f"mounting is not allowed here: {error}")
    undo.callback(syscalls.unmount, folder)
    return "mount "


def a_cgroup(undo: contextlib.ExitStack) -> str:
    for root in (*Path("/sys/fs/cgroup").glob("pids"), Path("/sys/fs/cgroup")):
        path = root / f"grader-{os.getpid()}-1"
        try:
            path.mkdir()
        except OSError:
            continue
        undo.callback(path.rmdir)
        return f"cgroup {path}"
    pytest.skip("no cgroup can be made here")


def a_socket(undo: contextlib.ExitStack) -> str:
    name = f"attack-{secrets.token_hex(4)}"
    undo.enter_context(socket.socket(socket.AF_UNIX)).bind(f"\0{name}")
    return f"unix socket @{name}"


def a_descriptor(undo: contextlib.ExitStack) -> str:
    read_end, write_end = os.pipe()
    undo.callback(os.close, read_end)
    undo.callback(os.close, write_end)
    return f"descriptor pipe:[{os.fstat(read_end).st_ino}] of the grader's process"


KINDS: tuple[Leave, ...] = (
    a_process,
    an_orphan_with_no_new_privileges,
    a_file,
    a_file_in_shared_memory,
    shared_memory,
    a_mount,
    a_cgroup,
    a_socket,
    a_descriptor,
)


@pytest.fixture(autouse=True)
def quiet_temporary_folder() -> Iterator[None]:
    with own_temporary_folder():
        yield


@pytest.mark.parametrize("leave", KINDS, ids=lambda leave: leave.__name__)
def test_what_is_left_is_named(leave: Leave) -> None:
    before = census.take()
    with contextlib.ExitStack() as undo:
        name = leave(undo)
        found = census.left_since(before, patience=0.0)
    assert any(one.startswith(name) for one in found), (name, found)
    assert census.left_since(before) == []
